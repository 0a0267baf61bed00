import React from 'react';
import { t } from '@grafana/i18n';
import { Button, FieldSet, Stack } from '@grafana/ui';
import type { SettingsForm } from './settingsForm';
import { SpanLinkFields } from './SpanLinkFields';
import { replaced } from './useRows';
import { spanLinksProblems } from '../spanLinkProblems';
import type { SpanLink } from '../types';

/** Links of each span to anywhere else. The backend puts them on the trace. */
export function SpanLinksSection({ form }: { form: SettingsForm }): React.JSX.Element {
  const stored = form.settings.spanLinks;
  const links = Array.isArray(stored) ? stored : [];
  const problems = spanLinksProblems(form.full.spanLinks);
  const change = (changed: SpanLink[]) => form.set({ spanLinks: changed.length > 0 ? changed : undefined });
  return (
    <FieldSet label={t('settings.span-links.title', 'Links from spans')}>
      <p>
        {t(
          'settings.span-links.description',
          'Links in the menu of every span besides those above: to an address, such as the logs in the console of Log Service or a runbook, or to a query of any other data source.',
        )}
      </p>
      <Stack direction="column" gap={2} alignItems="flex-start">
        {links.map((link, index) => (
          <SpanLinkFields
            // Links have no name of their own before they get one; a removed one must not leave its text behind.
            key={`${links.length} ${index}`}
            number={index + 1}
            link={link}
            problem={isEmpty(link) ? undefined : problems[index]}
            readOnly={form.readOnly}
            onChange={(next) => change(replaced(links, index, [next]))}
            onRemove={() => change(replaced(links, index, []))}
          />
        ))}
        <Stack direction="row" gap={1}>
          <Button
            variant="secondary"
            icon="plus"
            disabled={form.readOnly}
            onClick={() => change([...links, { title: '' }])}
          >
            {t('settings.span-links.add', 'Add link')}
          </Button>
          <Button
            variant="secondary"
            icon="plus"
            disabled={form.readOnly}
            onClick={() => change([...links, consoleLink(form)])}
          >
            {t('settings.span-links.add-console', 'Add link to logs in Log Service')}
          </Button>
        </Stack>
      </Stack>
    </FieldSet>
  );
}

function isEmpty({ title, url = '', datasourceUid = '' }: SpanLink): boolean {
  return title === '' && url === '' && datasourceUid === '';
}

/**
 * A search for the trace ID around the time of the span, as the console of Log Service takes it: times are seconds
 * (https://www.alibabacloud.com/help/en/sls/developer-reference/configure-the-parameters-related-to-the-console-pages-to-embed).
 */
function consoleLink({ full }: SettingsForm): SpanLink {
  const project = full.project || 'my-project';
  const region = full.region ? `slsRegion=${full.region}&` : '';
  const time = 'queryTimeType=99&startTime=${__data.fields.linkFromSeconds}&endTime=${__data.fields.linkToSeconds}';
  return {
    title: t('settings.span-links.console', 'Logs in Log Service'),
    url: `https://sls.console.aliyun.com/lognext/project/${project}/logsearch/my-logs?${region}queryString=\${__span.traceId}&${time}`,
  };
}
