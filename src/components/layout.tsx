import React from 'react';

/** Widths of the query editors' labels and fields, in units of 8 px, so that their rows stand in columns. */
export const labelWidth = 20;
export const fieldWidth = 36;

/** Width of a field that stands alone in its row: as far as the second column reaches, with the gaps between. */
export const wideField = 2 * fieldWidth + labelWidth + 1;

const unit = 8;
/** What Grafana puts around a message beside a field: its icon and padding. */
const frame = 40;

/**
 * Tells `InlineField` what is wrong, in a message no wider than the field: it would push the fields beside it away.
 *
 * @param sentence - undefined when nothing is wrong
 * @param width - of the field, in units of 8 px
 */
export function fieldProblem(sentence: string | undefined, width = fieldWidth) {
  const style = { display: 'inline-block', verticalAlign: 'top', maxWidth: width * unit - frame };
  return {
    invalid: sentence !== undefined,
    error: sentence !== undefined && <span style={style}>{sentence}</span>,
  };
}
