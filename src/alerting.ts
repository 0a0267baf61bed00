import { CoreApp } from '@grafana/data';

/** Says whether Grafana works on an alert rule: it evaluates saved queries by itself, and takes nothing but figures. */
export function isAlerting(app: string | undefined): boolean {
  return app === CoreApp.UnifiedAlerting || app === CoreApp.CloudAlerting;
}
