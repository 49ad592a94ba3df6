import { MAX_UTTERANCES_PER_CALL } from '../../../limits';
import { DocumentFault } from '../../transcript-adapter';
import { CsvRow, rowsOf } from './csv-rows';

/** The header, and what separates its cells. */
export interface CsvOutline {
  header: string[];
  delimiter: string;
}

export interface CsvTable extends CsvOutline {
  rows: CsvRow[];
}

const DELIMITERS = [',', ';', '\t'];
const LONGEST_HEADER = 10_000;
const MOST_COLUMNS = 64;

/** The cells of the first row, split by whichever delimiter gives the most that `fits`. */
export function readHeader(document: string, fits: (header: string[]) => boolean): CsvOutline | undefined {
  const outline = document.slice(0, LONGEST_HEADER);
  const readings = DELIMITERS.map((delimiter) => ({ delimiter, header: firstCells(outline, delimiter) }));
  const fitting = readings.filter(({ header }) => fits(header));
  return fitting.sort((a, b) => b.header.length - a.header.length)[0];
}

/** All rows, each with as many cells as the header. Throws DocumentFault naming the line that is otherwise. */
export function readTable(document: string, { header: { length: columns }, delimiter }: CsvOutline): CsvTable {
  const [head, ...rows] = upToMost(rowsOf(document, delimiter, columns));
  for (const { line, cells } of rows) {
    if (cells.length === columns) continue;
    throw new DocumentFault(`line ${line}`, `has ${cells.length} cells where the header has ${columns}`);
  }
  return { header: head?.cells ?? [], delimiter, rows };
}

function upToMost(rows: Iterable<CsvRow>): CsvRow[] {
  const read: CsvRow[] = [];
  for (const row of rows) {
    if (read.length > MAX_UTTERANCES_PER_CALL) {
      const most = `is one more than the ${MAX_UTTERANCES_PER_CALL} utterances a call may hold`;
      throw new DocumentFault(`line ${row.line}`, most);
    }
    read.push(row);
  }
  return read;
}

function firstCells(document: string, delimiter: string): string[] {
  try {
    for (const { cells } of rowsOf(document, delimiter, MOST_COLUMNS)) return cells;
  } catch (error) {
    if (!(error instanceof DocumentFault)) throw error;
  }
  return [];
}
