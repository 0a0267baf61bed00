import React, { useEffect, useRef, useState } from 'react';
import { t } from '@grafana/i18n';
import { Box, FieldValidationMessage, Text } from '@grafana/ui';
import type { Completion } from './completion';
import { sentence, type Names } from '../resources';
import { expandIn, replaceIn } from '../templating';
import type { VariableQuery } from '../types';
import { variableNames } from '../variableNames';

/** Sentences are shown by React, which escapes by itself. */
const interpolation = { escapeValue: false };

interface VariableListingProps {
  query: VariableQuery;
  completion: Completion;
}

/** Says what a variable lists as it is set up, and what its list leaves out: the list itself has no place for that. */
export function VariableListing({ query, completion }: VariableListingProps): React.JSX.Element {
  const { names, error } = useNames(query, completion);
  return (
    <Box marginTop={1} marginBottom={2}>
      <div role="note">
        <Text color="secondary">{inWords(query)}</Text>
      </div>
      {names !== undefined && (
        <div aria-live="polite">
          {[counted(names), ...notesOf(names)].map((text) => (
            <div key={text}>
              <Text color="secondary">{text}</Text>
            </div>
          ))}
        </div>
      )}
      {error !== undefined && <FieldValidationMessage>{error}</FieldValidationMessage>}
    </Box>
  );
}

function inWords(query: VariableQuery): string {
  const { prefix } = query;
  return prefix === undefined
    ? legend(query)
    : `${legend(query)} ${t('variable.legend.prefix', 'Only those that begin with {{prefix}}.', { prefix, interpolation })}`;
}

function legend({ kind, tag, service }: VariableQuery): string {
  switch (kind) {
    case 'services':
      return t('variable.legend.services', 'Lists the services with spans in the time range.');
    case 'operations':
      return service === undefined
        ? t('variable.legend.operations', 'Lists the names of spans in the time range.')
        : t('variable.legend.operations-of', 'Lists the names of the spans of {{service}} in the time range.', {
            service,
            interpolation,
          });
    case 'tagKeys':
      return t(
        'variable.legend.tag-keys',
        'Lists the keys of tags that the index or the newest spans have, or some traces of Jaeger.',
      );
    case 'tagValues':
      return tag === undefined ? t('variable.legend.no-tag', 'Choose a tag.') : valuesLegend(tag, service);
    case 'traceIds':
      return t(
        'variable.legend.traces',
        'Lists the newest traces that the search finds in the time range; the value is the trace ID.',
      );
  }
}

function valuesLegend(tag: string, service: string | undefined): string {
  return service === undefined
    ? t('variable.legend.values', 'Lists the values of {{tag}} on spans in the time range.', { tag, interpolation })
    : t('variable.legend.values-of', 'Lists the values of {{tag}} on spans of {{service}} in the time range.', {
        tag,
        service,
        interpolation,
      });
}

function counted({ values, more }: Names): string {
  return more
    ? t('variable.capped', 'These are the first {{count}}, and there are more: say how names begin to list others.', {
        count: values.length,
      })
    : t('variable.counted', 'Now: {{count}}.', { count: values.length });
}

function notesOf({ notices }: Names): string[] {
  return [...new Set(notices.map(({ text }) => text))];
}

/** Asks for what the variable lists. A search is left to Grafana's own preview. */
function useNames(query: VariableQuery, completion: Completion) {
  const [known, setKnown] = useState<{ asked?: string; names?: Names; error?: string }>({});
  const isAsked = query.kind !== 'traceIds' && (query.kind !== 'tagValues' || query.tag !== undefined);
  const asked = isAsked ? JSON.stringify(query) : undefined;
  // Grafana says a range up to this very moment with each drawing, which is no reason to ask again.
  const current = useRef(completion);
  useEffect(() => {
    current.current = completion;
  });
  useEffect(() => {
    let isNewest = true;
    if (asked !== undefined) {
      const { client, ...range } = current.current;
      const vars = { __searchFilter: { text: '', value: '' } };
      variableNames(client, JSON.parse(asked) as VariableQuery, range, {
        replace: replaceIn(vars),
        expand: expandIn(vars),
      }).then(
        (names) => isNewest && setKnown({ asked, names }),
        (reason) =>
          isNewest &&
          setKnown({ asked, error: sentence(reason) ?? t('picker.error', 'The names could not be asked for.') }),
      );
    }
    return () => {
      isNewest = false;
    };
  }, [asked]);
  return known.asked === asked ? known : {};
}
