import React from 'react';
import { CoreApp } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Alert, Button, FieldValidationMessage, FileDropzone, Stack, Text } from '@grafana/ui';
import { Explanation } from './Explanation';
import { ShrinkingField } from './ShrinkingField';
import { SpanIDField } from './SpanIDField';
import { TraceIDField } from './TraceIDField';
import { uploadInWords } from './traceSentences';
import { useUpload, type Upload } from './useUpload';
import { ViewField } from './ViewField';
import type { QueryProblems } from '../queryProblems';
import type { UploadQuery } from '../types';
import { mostUploadBytes, sizeText, type UploadClient } from '../uploads';

interface UploadFormProps {
  query: UploadQuery;
  problems: QueryProblems;
  client: UploadClient;
  /** The part of Grafana that the form is in. */
  app: string | undefined;
  onChange: (query: UploadQuery) => void;
}

/** Takes a file of traces to the backend, and asks for them. */
export function UploadForm({ query, problems, client, app, onChange }: UploadFormProps): React.JSX.Element {
  const upload = useUpload(client, query.upload, ({ upload }) =>
    onChange({ ...query, upload, query: undefined, spanId: undefined }),
  );
  const several = upload.file !== undefined && upload.file.traces > 1;
  return (
    <>
      <Explanation text={uploadInWords(query)} />
      <ShrinkingField
        label={t('upload.file.label', 'File')}
        tooltip={t(
          'upload.file.tooltip',
          "What Jaeger's user interface downloads or its API answers, and OTLP JSON, as the collector of OpenTelemetry writes it, line by line, or as this page exports a trace. The file stays in the memory of the Grafana server for an hour after its last use; the query holds only a reference to it.",
        )}
      >
        <FilePicker disabled={upload.sending !== undefined} onChoose={upload.choose} />
        <FileState {...upload} />
      </ShrinkingField>
      {(app === CoreApp.Dashboard || app === CoreApp.PanelEditor) && (
        <Alert
          severity="warning"
          title={t(
            'upload.dashboard',
            'Grafana keeps a file for an hour after its last use only: a dashboard that is saved with it shows no trace later, until somebody chooses the same file again.',
          )}
        />
      )}
      {(several || query.query !== undefined) && (
        <TraceIDField
          label={t('query.trace-id.label', 'Trace ID')}
          tooltip={t('upload.trace-id.tooltip', 'One trace of the file; all of them are listed when empty.')}
          value={query.query ?? ''}
          problem={problems.query}
          onCommit={(text) => onChange({ ...query, query: text })}
        />
      )}
      {query.spanId !== undefined && (
        <SpanIDField
          value={query.spanId}
          problem={problems.spanId}
          onCommit={(spanId) => onChange({ ...query, spanId })}
        />
      )}
      <ViewField value={query.view} problem={problems.view} onChange={(view) => onChange({ ...query, view })} />
    </>
  );
}

/** A place to drop a file, with a button for those who don't. */
function FilePicker({ disabled, onChoose }: { disabled: boolean; onChoose: (file: File) => void }) {
  return (
    <FileDropzone
      options={{
        multiple: false,
        disabled,
        // The place itself has no name that could be read out; the button in it does, and a click on it is one on the place.
        noKeyboard: true,
        onDrop: ([file]: File[]) => file && onChoose(file),
      }}
      fileListRenderer={() => null}
    >
      <Stack alignItems="center" justifyContent="center" wrap="wrap">
        <Button variant="secondary" icon="upload" disabled={disabled}>
          {t('upload.file.choose', 'Choose file')}
        </Button>
        <Text color="secondary">
          {t('upload.file.drop', 'or drop it here: Jaeger JSON or OTLP JSON, up to {{most}}', {
            most: sizeText(mostUploadBytes),
          })}
        </Text>
      </Stack>
    </FileDropzone>
  );
}

/** Says what became of the file. */
function FileState({ file, sending, error }: Upload) {
  const interpolation = { escapeValue: false };
  return (
    <>
      <div role="status">
        {sending !== undefined &&
          t('upload.state.sending', 'Sending {{name}} ({{size}})…', {
            name: sending.name,
            size: sizeText(sending.size),
            interpolation,
          })}
        {sending === undefined &&
          file !== undefined &&
          t('upload.state.taken', '{{name}} ({{size}}). Traces: {{traces}}. Spans: {{spans}}.', {
            name: file.name === '' ? t('upload.state.unnamed', 'A file without a name') : file.name,
            size: sizeText(file.bytes),
            traces: file.traces,
            spans: file.spans,
            interpolation,
          })}
      </div>
      {sending === undefined && error !== undefined && <FieldValidationMessage>{error}</FieldValidationMessage>}
    </>
  );
}
