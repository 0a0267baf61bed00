import { DataSourcePlugin } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { ConfigEditor, QueryEditor } from './components/lazy';
import { DataSource } from './datasource';
import { id } from './plugin.json';
import type { Query, SecureSettings, Settings } from './types';

// Grafana loads the texts by itself only from 12.1 on. They are part of the module, so that no second request can fail.
await initPluginTranslations(id, [
  (language) => import(/* webpackMode: "eager" */ `./locales/${language}/logservice-jaeger-datasource.json`),
]);

/** What Grafana looks for in the module. */
export const plugin = new DataSourcePlugin<DataSource, Query, Settings, SecureSettings>(DataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);
