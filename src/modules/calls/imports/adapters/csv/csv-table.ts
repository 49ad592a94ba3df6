import { CsvError, InfoRecord, Options, parse } from 'csv-parse/sync';
import { MAX_UTTERANCES_PER_CALL } from '../../../limits';
import { withoutByteOrderMark } from '../../reading/text-lines';
import { DocumentFault } from '../../transcript-adapter';

export interface CsvRow {
  /** Number of the row's first line in the document, from 1. */
  line: number;
  cells: string[];
}

/** The header, and what separates its cells. */
export interface CsvOutline {
  header: string[];
  delimiter: string;
}

export interface CsvTable {
  header: string[];
  rows: CsvRow[];
}

const DELIMITERS = [',', ';', '\t'];
const LONGEST_HEADER = 10_000;
const MOST_COLUMNS = 64;
/** Beyond the line breaks that the longest transcript could have within its texts. */
const MOST_LINES = 3_000_000;
const COMMON: Options = { record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true, skip_empty_lines: true };

/** The cells of the first line that is not empty, split by whichever delimiter gives the most that `fits`. */
export function readHeader(document: string, fits: (header: string[]) => boolean): CsvOutline | undefined {
  const lines = withoutByteOrderMark(document.slice(0, LONGEST_HEADER)).split(/[\r\n]/);
  const line = lines.find((text) => text !== '') ?? '';
  const readings = DELIMITERS.map((delimiter) => ({ delimiter, header: cellsOf(line, delimiter) }));
  const fitting = readings.filter(({ header }) => header.length <= MOST_COLUMNS && fits(header));
  return fitting.sort((a, b) => b.header.length - a.header.length)[0];
}

/** All rows, each with as many cells as the header. Throws DocumentFault naming the line that is otherwise. */
export function readTable(document: string, { header, delimiter }: CsvOutline): CsvTable {
  refuseWideRow(document, delimiter, header.length);
  const reading = new TableReading();
  const options = { ...COMMON, delimiter, bom: true, to: MAX_UTTERANCES_PER_CALL + 2 };
  try {
    parse(document, { ...options, on_record: reading.record });
  } catch (error) {
    if (error instanceof CsvError) throw reading.fault(error);
    throw error;
  }
  return reading.table;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;

/** Stops at what is far too much before the parser builds millions of cells. */
function refuseWideRow(document: string, delimiter: string, columns: number): void {
  const separator = delimiter.charCodeAt(0);
  let [quoted, begins] = [false, true];
  let [cells, line] = [1, 1];
  for (let at = 0; at < document.length; at += 1) {
    const code = document.charCodeAt(at);
    const isBreak = code === LINE_FEED || (code === CARRIAGE_RETURN && document.charCodeAt(at + 1) !== LINE_FEED);
    if (isBreak && ++line > MOST_LINES)
      throw new DocumentFault(`line ${line}`, `is one more than the ${MOST_LINES} that are read`);
    if (quoted) {
      if (code !== QUOTE) continue;
      if (document.charCodeAt(at + 1) === QUOTE) at += 1;
      else quoted = false;
    } else if (isBreak) cells = 1;
    else if (code === separator && ++cells > columns) {
      throw new DocumentFault(`line ${line}`, `has more cells than the header, which has ${columns}`);
    } else quoted = code === QUOTE && begins;
    begins = isBreak || code === separator;
  }
}

function cellsOf(line: string, delimiter: string): string[] {
  try {
    return parse(line, { ...COMMON, delimiter })[0] ?? [];
  } catch {
    return [];
  }
}

class TableReading {
  readonly table: CsvTable = { header: [], rows: [] };
  /** The parser counts the CR and the LF within a cell as two lines. */
  private linesTooMany = 0;
  private lastLine = 0;
  private emptyLines = 0;

  readonly record = (cells: string[], { lines, empty_lines }: InfoRecord): null => {
    const breaks = lineBreaks(cells);
    const line = lines - breaks.characters - this.linesTooMany;
    this.linesTooMany += breaks.pairs;
    this.lastLine = lines - this.linesTooMany;
    this.emptyLines = empty_lines;
    this.keep({ line, cells });
    return null;
  };

  fault(error: CsvError): DocumentFault {
    const { lines, empty_lines } = error as unknown as InfoRecord;
    if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
      const line = this.lastLine + 1 + empty_lines - this.emptyLines;
      return new DocumentFault(`line ${line}`, 'begins a row with a quote that is never closed');
    }
    const place = `line ${lines - this.linesTooMany}`;
    return new DocumentFault(
      place,
      'has a quote in the wrong place: quote the whole cell, and double the quotes within',
    );
  }

  private keep(row: CsvRow): void {
    const { header, rows } = this.table;
    if (header.length === 0) {
      this.table.header = row.cells;
      return;
    }
    const place = `line ${row.line}`;
    if (row.cells.length !== header.length) {
      throw new DocumentFault(place, `has ${row.cells.length} cells where the header has ${header.length}`);
    }
    if (rows.length === MAX_UTTERANCES_PER_CALL) {
      throw new DocumentFault(place, `is one more than the ${MAX_UTTERANCES_PER_CALL} utterances a call may hold`);
    }
    rows.push(row);
  }
}

function lineBreaks(cells: string[]): { characters: number; pairs: number } {
  let characters = 0;
  let pairs = 0;
  for (const cell of cells) {
    if (!cell.includes('\n') && !cell.includes('\r')) continue;
    for (let at = 0; at < cell.length; at += 1) {
      const code = cell.charCodeAt(at);
      if (code === 10 || code === 13) characters += 1;
      if (code === 10 && cell.charCodeAt(at - 1) === 13) pairs += 1;
    }
  }
  return { characters, pairs };
}
