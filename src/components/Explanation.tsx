import React from 'react';
import { Box, Text } from '@grafana/ui';

/** Tells in a line what a form will ask. */
export function Explanation({ text }: { text: string }): React.JSX.Element {
  return (
    <Box marginBottom={1} marginTop={0.5}>
      <div role="note">
        <Text color="secondary">{text}</Text>
      </div>
    </Box>
  );
}
