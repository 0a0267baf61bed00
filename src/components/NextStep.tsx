import React from 'react';
import { t } from '@grafana/i18n';
import { Alert } from '@grafana/ui';
import type { SettingsForm } from './settingsForm';

/** Says what to do next: what is still missing, else to test, and where to look when the test is unhappy. */
export function NextStep({ form }: { form: SettingsForm }): React.JSX.Element {
  const problems = Object.values(form.problems).filter((sentence) => sentence !== undefined);
  if (problems.length > 0) {
    return (
      <Alert severity="info" title={t('settings.next.missing', 'Before this data source can be used')}>
        <List texts={problems} />
      </Alert>
    );
  }
  return (
    <Alert severity="info" title={t('settings.next.test', 'Next: save and test')}>
      {form.full.access === 'jaegerQuery' ? <JaegerHints /> : <LogServiceHints />}
    </Alert>
  );
}

function LogServiceHints(): React.JSX.Element {
  return (
    <>
      <p>
        {t(
          'settings.next.test-description',
          'The test reads the newest spans, the index of the logstore and one statement of SQL, and says what it found. When it fails:',
        )}
      </p>
      <List
        texts={[
          t(
            'settings.next.unreachable',
            'No connection: the endpoint must be that of the region of the project. An -intranet endpoint is reached from inside a VPC only.',
          ),
          t(
            'settings.next.denied',
            'Denied: the message names the permission. Give it to the RAM user or role on the project and its logstores, or take the key of another user.',
          ),
          t(
            'settings.next.not-found',
            'Not there: a trace instance is entered by its name without the ending -traces; other logstores are entered as Logstore.',
          ),
          t(
            'settings.next.index',
            'No index: create one in the console of Log Service, with analytics switched on for the keys that the message names. Traces by ID work without analytics.',
          ),
          t(
            'settings.next.clock',
            'Signature or time: set the clock of the machine that Grafana runs on; Log Service takes requests within 15 minutes of its own.',
          ),
        ]}
      />
    </>
  );
}

function JaegerHints(): React.JSX.Element {
  return (
    <>
      <p>
        {t(
          'settings.next.jaeger-description',
          'The test asks Jaeger for its services, and says what it found. When it fails:',
        )}
      </p>
      <List
        texts={[
          t(
            'settings.next.jaeger-unreachable',
            "No connection: the URL must be reachable from Grafana's server, not from your browser. Jaeger's query service listens on port 16686.",
          ),
          t(
            'settings.next.jaeger-denied',
            'Denied, or a web page came: the query service, or a proxy before it, asks for another authentication.',
          ),
          t(
            'settings.next.jaeger-not-found',
            'Not there: the URL ends before /api, and has the path that the service is served under (its query base path).',
          ),
        ]}
      />
    </>
  );
}

function List({ texts }: { texts: string[] }): React.JSX.Element {
  return (
    <ul style={{ paddingLeft: '1.5em' }}>
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}
