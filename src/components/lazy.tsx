import React, { lazy, Suspense } from 'react';
import { LoadingPlaceholder } from '@grafana/ui';
import { t } from '@grafana/i18n';
import type { AnnotationEditor as Annotation } from './AnnotationEditor';
import type { ConfigEditor as Config } from './ConfigEditor';
import type { QueryEditor as Query } from './QueryEditor';
import type { QueryHelp as Help } from './QueryHelp';
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
const HelpPage = lazy(async () => ({
  default: (await import(/* webpackChunkName: "queryHelp" */ './QueryHelp')).QueryHelp,
}));

/** The editor of a query, fetched when one is shown: a dashboard that is only looked at needs none. */
export const QueryEditor = waitedFor<React.ComponentProps<typeof Query>>(QueryForms);

/** The page of the settings, fetched when it is opened. */
export const ConfigEditor = waitedFor<React.ComponentProps<typeof Config>>(ConfigForms);

/** The editor of a variable's query, fetched when a dashboard's settings show one. */
export const VariableEditor = waitedFor<React.ComponentProps<typeof Variable>>(VariableForms);

/** The editor of an annotation's query, fetched when a dashboard's settings show one. */
export const AnnotationEditor = waitedFor<React.ComponentProps<typeof Annotation>>(AnnotationForms);

/** The help beside the editor of a query, fetched when it is opened. */
export const QueryHelp = waitedFor<React.ComponentProps<typeof Help>>(HelpPage);

/** Shows that a form is on its way until it is there. */
function waitedFor<Props extends object>(Forms: React.ComponentType<Props>) {
  return function Waiting(props: Props): React.JSX.Element {
    return (
      <Suspense fallback={<LoadingPlaceholder text={t('editor.loading', 'Loading the form…')} />}>
        <Forms {...props} />
      </Suspense>
    );
  };
}
