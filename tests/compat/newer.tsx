import React from 'react';
import { Combobox } from '@grafana/ui';

/** Uses what Grafana 11.0 lacks: what tests/compat/api.ts must find, or its silence on src/ says nothing. */
export const Newer = () => <Combobox options={[]} value={null} onChange={() => {}} />;
