import { Cell, csvLine } from '../../../core/http/csv';

/** A table as it leaves: the names of its columns, and its rows so many at a time. */
export interface Table {
  /** In the file's name and in the audit trail. */
  name: string;
  columns: string[];
  rows: AsyncIterable<Cell[][]> | Iterable<Cell[][]>;
}

/** CSV of the table. @param check called between parts; whatever it throws breaks the file off */
export async function* toCsv({ columns, rows }: Table, check: () => void): AsyncGenerator<string> {
  yield csvLine(columns);
  for await (const part of rows) {
    check();
    if (part.length > 0) yield part.map(csvLine).join('');
  }
}
