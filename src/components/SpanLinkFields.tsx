import React, { useId, useState } from 'react';
import { t } from '@grafana/i18n';
import { DataSourcePicker } from '@grafana/runtime';
import { Button, Field, FieldValidationMessage, Input, RadioButtonGroup, Stack, TextArea } from '@grafana/ui';
import { settingWidth } from './SettingFields';
import type { SpanLink } from '../types';

interface SpanLinkFieldsProps {
  /** Its place in the list, from 1 on. */
  number: number;
  link: SpanLink;
  problem: string | undefined;
  readOnly: boolean;
  onChange: (link: SpanLink) => void;
  onRemove: () => void;
}

/** One link of every span: its name and where it leads. */
export function SpanLinkFields({ number, link, problem, readOnly, onChange, onRemove }: SpanLinkFieldsProps) {
  const { title } = link;
  const toSource = link.datasourceUid !== undefined;
  const ids = { title: useId(), url: useId() };
  const where = t('settings.span-links.where', 'Link {{number}} leads to', { number });
  return (
    <div role="group" aria-label={t('settings.span-links.link', 'Link {{number}}', { number })}>
      <Field
        label={t('settings.span-links.name', 'Name of link {{number}} in the menu', { number })}
        disabled={readOnly}
      >
        <Input
          id={ids.title}
          width={settingWidth}
          value={title ?? ''}
          onChange={({ currentTarget }) => onChange({ ...link, title: currentTarget.value })}
        />
      </Field>
      <Field label={where} disabled={readOnly}>
        <RadioButtonGroup
          aria-label={where}
          options={[
            { value: false, label: t('settings.span-links.to-address', 'An address') },
            { value: true, label: t('settings.span-links.to-source', 'A data source') },
          ]}
          value={toSource}
          onChange={(source) => onChange(source ? { title, datasourceUid: '' } : { title })}
        />
      </Field>
      {toSource ? (
        <SourceFields number={number} link={link} readOnly={readOnly} onChange={onChange} />
      ) : (
        <Field
          label={t('settings.span-links.url', 'Address of link {{number}}', { number })}
          description={variables(
            t(
              'settings.span-links.url-description',
              'https:// and a host, or a path in Grafana such as /d/. What a span fills in is escaped. Variables: {{variables}}',
              { variables: `${spanVariables}, ${timeVariables}`, interpolation: { escapeValue: false } },
            ),
          )}
          disabled={readOnly}
        >
          <TextArea
            id={ids.url}
            rows={3}
            style={areaStyle}
            value={link.url ?? ''}
            onChange={({ currentTarget }) => onChange({ ...link, url: currentTarget.value })}
          />
        </Field>
      )}
      <Stack direction="column" gap={1} alignItems="flex-start">
        {problem !== undefined && <FieldValidationMessage>{problem}</FieldValidationMessage>}
        <Button variant="secondary" icon="trash-alt" disabled={readOnly} onClick={onRemove}>
          {t('settings.span-links.remove', 'Remove link {{number}}', { number })}
        </Button>
      </Stack>
    </div>
  );
}

const areaStyle = { width: settingWidth * 8 };

const spanVariables = '${__span.traceId}, ${__span.spanId}, ${__span.name}, ${__span.tags["http.url"]}, ${serviceName}';
const timeVariables = '${__data.fields.linkFromSeconds}, ${__data.fields.linkToSeconds}';

function variables(text: string): React.JSX.Element {
  return <span style={{ overflowWrap: 'anywhere' }}>{text}</span>;
}

type SourceFieldsProps = Pick<SpanLinkFieldsProps, 'number' | 'link' | 'readOnly' | 'onChange'>;

function SourceFields({ number, link, readOnly, onChange }: SourceFieldsProps): React.JSX.Element {
  const ids = { source: useId(), query: useId() };
  // What is being typed is no JSON at most keys, and must not be put in order at the others.
  const [text, setText] = useState(() => textOf(link.query));
  const write = (typed: string) => {
    setText(typed);
    onChange({ ...link, query: parsed(typed) });
  };
  return (
    <>
      <Field
        label={t('settings.span-links.source', 'Data source of link {{number}}', { number })}
        description={t(
          'settings.span-links.source-description',
          'Any. The query is asked for the time of the span, exactly: for logs of it, Trace to logs above or an address has more room.',
        )}
        disabled={readOnly}
      >
        <DataSourcePicker
          inputId={ids.source}
          current={link.datasourceUid || null}
          noDefault
          width={settingWidth}
          onChange={({ uid }) => onChange({ ...link, datasourceUid: uid })}
        />
      </Field>
      <Field
        label={t('settings.span-links.query', 'Query of link {{number}}', { number })}
        description={variables(
          t(
            'settings.span-links.query-description',
            'As JSON, the way the data source keeps it: copy one from the query inspector of a panel. A span that has not all of its variables has no link. Variables: {{variables}}',
            { variables: spanVariables, interpolation: { escapeValue: false } },
          ),
        )}
        disabled={readOnly}
      >
        <TextArea
          id={ids.query}
          rows={5}
          style={areaStyle}
          value={text}
          onChange={({ currentTarget }) => write(currentTarget.value)}
        />
      </Field>
    </>
  );
}

function textOf(query: SpanLink['query']): string {
  return typeof query === 'object' ? JSON.stringify(query, null, 2) : (query ?? '');
}

/** Gives the query that a text stands for; the text itself as long as it is no JSON. */
function parsed(text: string): SpanLink['query'] {
  try {
    const query: unknown = JSON.parse(text);
    return typeof query === 'object' && query !== null ? query : text;
  } catch {
    return text === '' ? undefined : text;
  }
}
