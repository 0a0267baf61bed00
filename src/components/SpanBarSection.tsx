import React, { useId } from 'react';
import { t } from '@grafana/i18n';
import { Field, FieldSet, Input, RadioButtonGroup } from '@grafana/ui';
import { settingWidth } from './SettingFields';
import type { SettingsForm } from './settingsForm';
import type { TraceViewSettings } from '../types';

type SpanBar = NonNullable<TraceViewSettings['spanBar']>;

/** What Grafana's trace view writes beside the name of a span. */
export function SpanBarSection({ form }: { form: SettingsForm }): React.JSX.Element {
  const id = useId();
  const spanBar: SpanBar = form.settings.spanBar ?? {};
  const label = t('settings.span-bar.label', 'Beside the name of a span');
  return (
    <FieldSet label={t('settings.span-bar.title', 'Span bar')}>
      <Field
        label={label}
        description={t('settings.span-bar.description', 'In the trace view, on the bar of each span.')}
        disabled={form.readOnly}
      >
        <RadioButtonGroup<NonNullable<SpanBar['type']>>
          aria-label={label}
          options={[
            { value: 'Duration', label: t('settings.span-bar.duration', 'Duration') },
            { value: 'Tag', label: t('settings.span-bar.tag', 'A tag') },
            { value: 'None', label: t('settings.span-bar.none', 'Nothing') },
          ]}
          value={spanBar.type ?? 'Duration'}
          onChange={(type) => form.set({ spanBar: { ...spanBar, type } })}
        />
      </Field>
      {spanBar.type === 'Tag' && (
        <Field
          label={t('settings.span-bar.key', 'Key of the tag')}
          description={t('settings.span-bar.key-description', 'Of the span or its service, such as http.status_code.')}
          disabled={form.readOnly}
        >
          <Input
            id={id}
            width={settingWidth}
            value={spanBar.tag ?? ''}
            onChange={({ currentTarget }) => form.set({ spanBar: { ...spanBar, tag: currentTarget.value } })}
          />
        </Field>
      )}
    </FieldSet>
  );
}
