import { useEffect, useRef, useState } from 'react';
import { fileProblem, findUpload, refusal, sendFile, uploadError, type UploadClient, type Uploaded } from '../uploads';

/** What a form knows of the file that its query is about. */
export interface Upload {
  /** The file, once the backend told of it. */
  file?: Uploaded;
  /** The file that is on its way to the backend. */
  sending?: File;
  /** Why there is none, or why the one that was chosen last was not taken. */
  error?: string;
  /** To be called with a file that was chosen. */
  choose: (file: File) => void;
}

interface Known {
  /** What it was asked for by; the file's own name in a query, if it is there. */
  upload: string;
  file?: Uploaded;
  error?: string;
}

/**
 * Keeps track of an uploaded file: asks what it is if the form doesn't know it, and uploads others.
 *
 * @param upload - the file of the query; empty for none
 * @param onTaken - called with a file that the backend took
 */
export function useUpload(client: UploadClient, upload: string, onTaken: (file: Uploaded) => void): Upload {
  const [known, setKnown] = useState<Known>();
  const [sending, setSending] = useState<File>();
  const [refused, setRefused] = useState<string>();
  const newest = useRef(0);
  const taken = useRef(onTaken);
  useEffect(() => {
    taken.current = onTaken;
  });
  useEffect(
    () => () => {
      newest.current = Infinity;
    },
    [],
  );

  const isKnown = upload === '' || known?.upload === upload;
  useEffect(() => {
    if (isKnown) {
      return undefined;
    }
    let wanted = true;
    const settle = (answer: Omit<Known, 'upload'>) => wanted && setKnown({ upload, ...answer });
    findUpload(client, upload).then(
      (file) => settle({ file }),
      (reason: unknown) => settle({ error: uploadError(reason) }),
    );
    return () => {
      wanted = false;
    };
  }, [client, upload, isKnown]);

  const choose = (file: File) => {
    const number = ++newest.current;
    const problem = fileProblem(file);
    setRefused(problem);
    setSending(problem === undefined ? file : undefined);
    if (problem !== undefined) {
      return;
    }
    const settle = (show: () => void) => {
      if (number === newest.current) {
        setSending(undefined);
        show();
      }
    };
    sendFile(client, file).then(
      (answer) =>
        settle(() => {
          setKnown({ upload: answer.upload, file: answer });
          taken.current(answer);
        }),
      (reason: unknown) => settle(() => setRefused(refusal(file, reason))),
    );
  };

  const current = known?.upload === upload ? known : undefined;
  return { file: current?.file, sending, error: refused ?? current?.error, choose };
}
