import React from 'react';
import { ConnectionSection } from './ConnectionSection';
import { CredentialsSection } from './CredentialsSection';
import { NextStep } from './NextStep';
import { NodeGraphSection } from './NodeGraphSection';
import { QuerySection } from './QuerySection';
import { settingsForm, type ConfigEditorProps } from './settingsForm';
import { SpanBarSection } from './SpanBarSection';
import { TraceToLogsSection } from './TraceToLogsSection';

/** The settings of the data source, in the order in which a person who knows Log Service has them at hand. */
export function ConfigEditor(props: ConfigEditorProps): React.JSX.Element {
  const form = settingsForm(props);
  return (
    <>
      <ConnectionSection form={form} />
      <CredentialsSection form={form} />
      <QuerySection form={form} />
      <TraceToLogsSection form={form} />
      <SpanBarSection form={form} />
      <NodeGraphSection form={form} />
      <NextStep form={form} />
    </>
  );
}
