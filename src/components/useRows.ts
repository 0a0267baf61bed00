import { useState } from 'react';

/** The rows of a form and the way to change them. */
export interface Rows<Row> {
  rows: Row[];
  change: (rows: Row[]) => void;
}

/**
 * Keeps the rows of a list, those included that are not filled in yet and therefore not in the list.
 *
 * @param list - what is saved; when somebody else changes it, the rows follow
 * @param isFilled - whether a row belongs into the list
 * @param onChange - told of the list when it changes
 */
export function useRows<Row, Item extends Row>(
  list: Item[],
  isFilled: (row: Row) => row is Item,
  onChange: (list: Item[]) => void,
): Rows<Row> {
  const [kept, setKept] = useState<Row[]>(list);
  const isSaved = (rows: Row[]) => JSON.stringify(rows.filter(isFilled)) === JSON.stringify(list);
  return {
    rows: isSaved(kept) ? kept : list,
    change: (rows) => {
      setKept(rows);
      if (!isSaved(rows)) {
        onChange(rows.filter(isFilled));
      }
    },
  };
}
