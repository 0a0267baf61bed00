import React from 'react';
import { InlineLabel } from '@grafana/ui';
import { labelWidth } from './layout';

interface ShrinkingFieldProps {
  label: string;
  tooltip?: string;
  children: React.ReactNode;
}

/**
 * A field that is as wide as the form and no wider, where `InlineField` would reach out of it: what doesn't wrap can be
 * scrolled to. Explore's panes are narrow when there are two.
 */
export function ShrinkingField({ label, tooltip, children }: ShrinkingFieldProps): React.JSX.Element {
  return (
    <div style={{ display: 'flex', margin: '0 4px 4px 0' }}>
      <InlineLabel width={labelWidth} {...(tooltip !== undefined && { tooltip })}>
        {label}
      </InlineLabel>
      <div style={{ flex: 1, minWidth: 0, overflowX: 'auto' }}>{children}</div>
    </div>
  );
}
