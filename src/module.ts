import { DataSourcePlugin } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { ConfigEditor, QueryEditor, QueryHelp } from './components/lazy';
import { DataSource } from './datasource';
import { textsOf } from './languages';
import { id } from './plugin.json';
import type { Query, SecureSettings, Settings } from './types';

// Grafana loads the texts by itself only from 12.1 on.
await initPluginTranslations(id, [textsOf]);

/** What Grafana looks for in the module. */
export const plugin = new DataSourcePlugin<DataSource, Query, Settings, SecureSettings>(DataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor)
  .setQueryEditorHelp(QueryHelp);
