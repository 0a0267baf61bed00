/** Widths of the query editors' labels and fields, in units of 8 px, so that their rows stand in columns. */
export const labelWidth = 20;
export const fieldWidth = 36;
