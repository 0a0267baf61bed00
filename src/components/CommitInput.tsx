import React, { useState } from 'react';
import { Input } from '@grafana/ui';

type InputProps = React.ComponentProps<typeof Input>;

/** What a {@link CommitInput} shows, and whom it tells. */
export interface CommitInputProps extends Omit<InputProps, 'value' | 'onChange' | 'onBlur' | 'onKeyDown'> {
  value: string;
  /** Told of the text when it has changed and the field is left, and always at Enter, which asks for a new run. */
  onCommit: (text: string) => void;
}

/** A text field that tells what was typed only when typing is over: every change of a query may run it. */
export function CommitInput({ value, onCommit, ...props }: CommitInputProps): React.JSX.Element {
  const [draft, setDraft] = useState<string>();
  const commit = (always: boolean) => {
    setDraft(undefined);
    if (always || (draft !== undefined && draft !== value)) {
      onCommit(draft ?? value);
    }
  };
  return (
    <Input
      {...props}
      value={draft ?? value}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => commit(false)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          commit(true);
        }
      }}
    />
  );
}
