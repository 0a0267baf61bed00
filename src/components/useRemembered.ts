import { useRef } from 'react';
import { isBinned, uses } from '../metrics';
import type { MetricsQuery } from '../types';

/** What belongs to some measures only, and has to leave the query with them. */
type Remembered = Pick<MetricsQuery, 'quantiles' | 'apdexThreshold' | 'groupBy' | 'compareWith'>;

/**
 * Keeps what was entered for one measure through a look at another.
 *
 * @returns gives a changed query what was entered for its measure before, and takes from it what does not belong there
 */
export function useRemembered(): (before: MetricsQuery, after: MetricsQuery) => MetricsQuery {
  const kept = useRef<Remembered>({});
  return (before, after) => {
    const { measure, topBy, quantiles, apdexThreshold, groupBy, compareWith } = before;
    if (measure === after.measure && topBy === after.topBy) {
      return after;
    }
    kept.current = {
      ...kept.current,
      ...(uses('quantiles', before) && { quantiles }),
      ...(uses('apdex', before) && { apdexThreshold }),
      ...(!isBinned(measure) && { groupBy, compareWith }),
    };
    const ungrouped = { groupBy: undefined, compareWith: undefined };
    return { ...after, ...kept.current, ...(isBinned(after.measure) && ungrouped) };
  };
}
