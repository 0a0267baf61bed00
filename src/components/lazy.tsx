import React, { lazy, Suspense } from 'react';
import { LoadingPlaceholder } from '@grafana/ui';
import { t } from '@grafana/i18n';
import type { AnnotationEditor as Annotation } from './AnnotationEditor';
import type { ConfigEditor as Config } from './ConfigEditor';
import type { QueryEditor as Query } from './QueryEditor';
import type { VariableEditor as Variable } from './VariableEditor';

const QueryForms = lazy(async () => ({
  default: (await import(/* webpackChunkName: "queryEditor" */ './QueryEditor')).QueryEditor,
}));
const ConfigForms = lazy(async () => ({
  default: (await import(/* webpackChunkName: "configEditor" */ './ConfigEditor')).ConfigEditor,
}));
const VariableForms = lazy(async () => ({
  default: (await import(/* webpackChunkName: "variableEditor" */ './VariableEditor')).VariableEditor,
}));
const AnnotationForms = lazy(async () => ({
  default: (await import(/* webpackChunkName: "annotationEditor" */ './AnnotationEditor')).AnnotationEditor,
}));

/** The editor of a query, fetched when one is shown: a dashboard that is only looked at needs none. */
export function QueryEditor(props: React.ComponentProps<typeof Query>): React.JSX.Element {
  return (
    <Suspense fallback={<Waiting />}>
      <QueryForms {...props} />
    </Suspense>
  );
}

/** The page of the settings, fetched when it is opened. */
export function ConfigEditor(props: React.ComponentProps<typeof Config>): React.JSX.Element {
  return (
    <Suspense fallback={<Waiting />}>
      <ConfigForms {...props} />
    </Suspense>
  );
}

/** The editor of a variable's query, fetched when a dashboard's settings show one. */
export function VariableEditor(props: React.ComponentProps<typeof Variable>): React.JSX.Element {
  return (
    <Suspense fallback={<Waiting />}>
      <VariableForms {...props} />
    </Suspense>
  );
}

/** The editor of an annotation's query, fetched when a dashboard's settings show one. */
export function AnnotationEditor(props: React.ComponentProps<typeof Annotation>): React.JSX.Element {
  return (
    <Suspense fallback={<Waiting />}>
      <AnnotationForms {...props} />
    </Suspense>
  );
}

function Waiting(): React.JSX.Element {
  return <LoadingPlaceholder text={t('editor.loading', 'Loading the form…')} />;
}
