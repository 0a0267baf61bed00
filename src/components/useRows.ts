import { useState } from 'react';

/** The rows of a form and the way to change them. */
export interface Rows<Row> {
  rows: Row[];
  change: (rows: Row[]) => void;
}

/** Gives a list with other rows, or none, in the place of one. */
export function replaced<Row>(rows: Row[], index: number, by: Row[]): Row[] {
  return [...rows.slice(0, index), ...by, ...rows.slice(index + 1)];
}

/**
 * Keeps the rows of a list, those included that are not filled in yet and therefore not in the list.
 *
 * @param list - what is saved; when somebody else changes it, the rows follow
 * @param toItem - gives what a row stands for in the list; undefined when it is not to be there
 * @param onChange - told of the list when it changes
 */
export function useRows<Row, Item extends Row>(
  list: Item[],
  toItem: (row: Row) => Item | undefined,
  onChange: (list: Item[]) => void,
): Rows<Row> {
  const [kept, setKept] = useState<Row[]>(list);
  const toList = (rows: Row[]) => rows.map(toItem).filter((item) => item !== undefined);
  const isSaved = (rows: Row[]) => JSON.stringify(toList(rows)) === JSON.stringify(list);
  return {
    rows: isSaved(kept) ? kept : list,
    change: (rows) => {
      setKept(rows);
      if (!isSaved(rows)) {
        onChange(toList(rows));
      }
    },
  };
}
