import { useEffect, useId, useRef, useState } from 'react';
import { t } from '@grafana/i18n';
import { sentence, type Names } from '../resources';

/**
 * Asks for the names that begin with a prefix. Another function means other names, so it has to stay the same (by
 * `useCallback`) for as long as it asks for the same ones.
 *
 * @param requestId - the same for all requests of one field, see `NamesQuery`
 */
export type LoadNames = (prefix: string, requestId: string) => Promise<Names>;

/** What a field can offer while somebody types in it. */
export interface Options extends Names {
  loading: boolean;
  /** Why the newest request failed. What was offered before still is. */
  error?: string;
  /** To be called when the list opens. */
  open: () => void;
  /** To be called with the whole text at every change of it. */
  type: (text: string) => void;
}

interface Known {
  load?: LoadNames;
  prefix: string;
  names: Names;
}

const nothing: Names = { values: [], more: false, notices: [] };

/** Milliseconds without a key after which a word is taken for typed: each request may cost a statement of SQL. */
const pause = 300;

/**
 * Completes a text field from the backend: asks when the list opens and while somebody types, but only for what isn't
 * known, and lets no answer overwrite that of a later question.
 */
export function useOptions(load: LoadNames): Options {
  const requestId = useId();
  const [known, setKnown] = useState<Known>({ prefix: '', names: nothing });
  const [loading, setLoading] = useState(false);
  const [error, setError] = useState<string>();
  const newest = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>();

  const forget = () => {
    clearTimeout(timer.current);
    return ++newest.current;
  };
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      newest.current = Infinity;
    },
    [],
  );

  const isKnown = (text: string) => {
    const isPart = text.toLowerCase().startsWith(known.prefix.toLowerCase());
    return known.load === load && isPart && (!known.names.more || text.length === known.prefix.length);
  };

  const ask = (prefix: string, delay: number) => {
    const number = forget();
    setError(undefined);
    setLoading(!isKnown(prefix));
    if (isKnown(prefix)) {
      return;
    }
    const settle = (show: () => void) => {
      if (number === newest.current) {
        setLoading(false);
        show();
      }
    };
    timer.current = setTimeout(() => {
      load(prefix, requestId).then(
        (names) => settle(() => setKnown({ load, prefix, names })),
        (reason) => settle(() => setError(sentence(reason) ?? t('picker.error', 'The names could not be asked for.'))),
      );
    }, delay);
  };

  return {
    ...(known.load === load ? known.names : nothing),
    loading,
    error,
    open: () => ask('', 0),
    type: (text) => ask(text, pause),
  };
}
