import { t } from '@grafana/i18n';
import { parseDuration, parseLookback } from './duration';

/** Sentences are shown by React, which escapes by itself. */
const interpolation = { escapeValue: false };

/** Says that a value is no text; an absent one may be. */
export function textProblem(field: string, value: unknown): string | undefined {
  return value === undefined || typeof value === 'string'
    ? undefined
    : t('query.problem.text', 'The field {{field}} must be text.', { field });
}

/** Says that a value is neither true nor false; an absent one may be. */
export function switchProblem(field: string, value: unknown): string | undefined {
  return value === undefined || typeof value === 'boolean'
    ? undefined
    : t('query.problem.switch', 'The field {{field}} must be true or false.', { field });
}

/** Says that a value is none of those that exist; an absent one may be. */
export function oneOfProblem(known: readonly string[], value: unknown): string | undefined {
  return value === undefined || known.some((one) => one === value)
    ? undefined
    : t('query.problem.one-of', '"{{value}}" is not known here; use one of {{known}}.', {
        value: String(value),
        known: known.join(', '),
        interpolation,
      });
}

/** Says that a number isn't a whole one between 1 and the most. */
export function limitProblem(limit: unknown, most: number): string | undefined {
  return typeof limit === 'number' && Number.isInteger(limit) && limit >= 1 && limit <= most
    ? undefined
    : t('query.problem.limit', 'The limit must be a whole number from 1 to {{maxLimit}}.', { maxLimit: most });
}

/** Says that a text is no duration. */
export function durationProblem(text: unknown): string | undefined {
  return typeof text !== 'string' || parseDuration(text) !== undefined
    ? undefined
    : t('query.problem.duration', '"{{text}}" is no duration; write a number and a unit, such as 100ms, 1.5s or 2m.', {
        text,
        interpolation,
      });
}

const second = 1_000_000_000;

/** Says that a text is no duration of a second or more, in whole parts of some length; days and weeks are known. */
export function longDurationProblem(text: unknown, part: number, tooFine: () => string): string | undefined {
  if (typeof text !== 'string') {
    return undefined;
  }
  const nanoseconds = parseLookback(text);
  if (nanoseconds === undefined) {
    return t(
      'query.problem.long-duration',
      '"{{text}}" is no duration; write a number and a unit, such as 30s, 5m, 1h or 7d.',
      { text, interpolation },
    );
  }
  // Decimal fractions such as 1.1s aren't exact in binary.
  return nanoseconds < second || Math.round(nanoseconds) % part !== 0 ? tooFine() : undefined;
}
