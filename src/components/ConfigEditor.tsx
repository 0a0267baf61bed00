import React from 'react';
import { AccessSection } from './AccessSection';
import { AuthenticationSection } from './AuthenticationSection';
import { CertificatesSection } from './CertificatesSection';
import { ConnectionSection } from './ConnectionSection';
import { CredentialsSection } from './CredentialsSection';
import { HeadersSection } from './HeadersSection';
import { JaegerSection } from './JaegerSection';
import { NextStep } from './NextStep';
import { NodeGraphSection } from './NodeGraphSection';
import { ProxySection } from './ProxySection';
import { QuerySection } from './QuerySection';
import { settingsForm, type ConfigEditorProps, type SettingsForm } from './settingsForm';
import { SpanBarSection } from './SpanBarSection';
import { SpanLinksSection } from './SpanLinksSection';
import { TraceToLogsSection } from './TraceToLogsSection';
import { TraceToMetricsSection } from './TraceToMetricsSection';
import { TraceToProfilesSection } from './TraceToProfilesSection';

/** The settings of the data source, in the order in which a person who knows the service has them at hand. */
export function ConfigEditor(props: ConfigEditorProps): React.JSX.Element {
  const form = settingsForm(props);
  return (
    <>
      <AccessSection form={form} />
      {form.full.access === 'jaegerQuery' ? <JaegerSections form={form} /> : <LogServiceSections form={form} />}
      <ProxySection form={form} />
      <QuerySection form={form} />
      <TraceToLogsSection form={form} />
      <TraceToMetricsSection form={form} />
      <TraceToProfilesSection form={form} />
      <SpanLinksSection form={form} />
      <SpanBarSection form={form} />
      <NodeGraphSection form={form} />
      <NextStep form={form} />
    </>
  );
}

function LogServiceSections({ form }: { form: SettingsForm }): React.JSX.Element {
  return (
    <>
      <ConnectionSection form={form} />
      <CredentialsSection form={form} />
    </>
  );
}

function JaegerSections({ form }: { form: SettingsForm }): React.JSX.Element {
  return (
    <>
      <JaegerSection form={form} />
      <AuthenticationSection form={form} />
      <CertificatesSection form={form} />
      <HeadersSection form={form} />
    </>
  );
}
