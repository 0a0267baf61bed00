import { formattedValueToString, getValueFormat } from '@grafana/data';
import { t } from '@grafana/i18n';
import { sentence, type ResourceClient, type ResourceOptions } from './resources';

/** The largest file that the backend takes, in bytes: mostUploadBytes in pkg/plugin. */
export const mostUploadBytes = 15 * 1024 * 1024;

/** What the backend says of a file that it has. */
export interface Uploaded {
  /** What a query calls the file. */
  upload: string;
  /** The file's own name; empty if the backend was not told. */
  name: string;
  bytes: number;
  traces: number;
  spans: number;
}

/** Sentences are shown by React, which escapes by itself. */
const interpolation = { escapeValue: false };

/** The two methods of a data source that uploads need: `DataSourceWithBackend` has them. */
export interface UploadClient extends ResourceClient {
  postResource<T>(path: string, data: Blob, options: ResourceOptions & { headers: Record<string, string> }): Promise<T>;
}

/** Gives a file to the backend, as it is. Fails as `postResource` does, see {@link uploadError}. */
export function sendFile(client: UploadClient, file: File): Promise<Uploaded> {
  return client.postResource('upload', file, {
    showErrorAlert: false,
    headers: {
      'Content-Type': 'application/json',
      'Content-Disposition': `attachment; filename*=UTF-8''${headerText(file.name)}`,
    },
  });
}

/** Asks what a file is that was uploaded before. Fails as `getResource` does. */
export function findUpload(client: ResourceClient, upload: string): Promise<Uploaded> {
  return client.getResource('upload', { upload }, { showErrorAlert: false });
}

/** Spells a text as a parameter of a header (https://www.rfc-editor.org/rfc/rfc8187#section-3.2). */
function headerText(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
}

/** Says which file was not taken, and why. */
export function refusal(file: File, error: unknown): string {
  return t('upload.error.refused', '{{name}} was not taken: {{reason}}', {
    name: file.name,
    reason: uploadError(error),
    interpolation,
  });
}

/** Says why a file was not taken, or isn't there. */
export function uploadError(error: unknown): string {
  const { status, data } = Object(error) as { status?: unknown; data?: { error?: unknown } };
  // The backend explains itself; what stands between it and the browser does not.
  if (status === 413 && typeof data?.error !== 'string') {
    return t(
      'upload.error.proxy',
      'A proxy before Grafana takes no file of this size (HTTP status 413): whoever runs it can raise its limit.',
    );
  }
  return sentence(error) ?? t('upload.error.unknown', 'The file could not be sent to Grafana.');
}

/** Says why a file is not even sent; undefined if nothing speaks against it. */
export function fileProblem(file: File): string | undefined {
  return file.size > mostUploadBytes
    ? t(
        'upload.error.size',
        '{{name}} has {{size}}, and {{most}} are the most that is taken: choose a file with fewer traces.',
        {
          name: file.name,
          size: sizeText(file.size),
          most: sizeText(mostUploadBytes),
          interpolation,
        },
      )
    : undefined;
}

/** Words a number of bytes, such as '1.25 MiB'. */
export function sizeText(bytes: number): string {
  return formattedValueToString(getValueFormat('bytes')(bytes));
}
