import { DataSourcePlugin } from '@grafana/data';
import { DataSource } from './datasource';
import type { Query, SecureSettings, Settings } from './types';

/** What Grafana looks for in the module. */
export const plugin = new DataSourcePlugin<DataSource, Query, Settings, SecureSettings>(DataSource);
