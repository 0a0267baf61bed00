import type { Resources } from '@grafana/i18n';

/**
 * Fetches the texts of a language, for versions of Grafana that don't (those before 12.1). The sources hold the English
 * ones, so that a language that is not translated, or a file that can not be fetched, leaves English.
 *
 * @param language - as Grafana names it
 * (https://github.com/grafana/grafana/blob/main/packages/grafana-i18n/src/constants.ts)
 */
export async function textsOf(language: string): Promise<Resources> {
  return language === 'zh-Hans'
    ? (await import(/* webpackChunkName: "zh-Hans" */ './locales/zh-Hans/logservice-jaeger-datasource.json')).default
    : {};
}
