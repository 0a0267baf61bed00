import React, { useEffect, useId, useState } from 'react';
import { t } from '@grafana/i18n';
import { getTemplateSrv } from '@grafana/runtime';
import { ClipboardButton, Collapse, FieldValidationMessage, Text } from '@grafana/ui';
import type { Completion } from './completion';
import { withExemplars } from '../metrics';
import { fillIn } from '../query';
import { sentence, statement } from '../resources';
import type { MetricsQuery } from '../types';

interface StatementPreviewProps {
  query: MetricsQuery;
  completion: Completion;
  /** Grafana's own step in milliseconds, as long as it is known. */
  interval: number | undefined;
  /** Whether the query belongs to an alert rule, which sends it as it is. */
  alerting: boolean;
  /** Whether something is wrong with the query, so that it has no statement. */
  refused: boolean;
}

/** Shows, when it is opened, the statement that the query sends to Log Service. */
export function StatementPreview(props: StatementPreviewProps): React.JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <Collapse
      label={t('metrics.statement.label', 'Statement')}
      collapsible
      isOpen={open}
      onToggle={() => setOpen(!open)}
    >
      {props.refused ? (
        <Text color="secondary">
          {t('metrics.statement.refused', 'There is none as long as something is wrong in the form.')}
        </Text>
      ) : (
        <Statement {...props} />
      )}
    </Collapse>
  );
}

interface Answer {
  text?: string;
  error?: string;
}

function Statement({ query, completion, interval, alerting }: StatementPreviewProps): React.JSX.Element {
  const requestId = useId();
  const [answer, setAnswer] = useState<Answer>();
  const { client, from, to } = completion;
  const asked = JSON.stringify(
    alerting ? query : withExemplars(fillIn(query, (text) => getTemplateSrv().replace(text))),
  );
  useEffect(() => {
    let newest = true;
    const show = (next: Answer) => newest && setAnswer(next);
    statement(client, { query: JSON.parse(asked) as object, from, to, interval, requestId }).then(
      (text) => show({ text }),
      (reason: unknown) =>
        show({
          error: sentence(reason) ?? t('metrics.statement.error', 'The statement could not be asked for.'),
        }),
    );
    return () => {
      newest = false;
    };
  }, [client, asked, from, to, interval, requestId]);
  if (answer?.error !== undefined) {
    return <FieldValidationMessage>{answer.error}</FieldValidationMessage>;
  }
  return answer?.text === undefined ? (
    <Text color="secondary">{t('metrics.statement.loading', 'Asking for the statement…')}</Text>
  ) : (
    <>
      <pre style={{ whiteSpace: 'pre-wrap' }}>{answer.text}</pre>
      <ClipboardButton variant="secondary" size="sm" icon="copy" getText={() => answer.text ?? ''}>
        {t('metrics.statement.copy', 'Copy')}
      </ClipboardButton>
    </>
  );
}
