import { clockMs } from '../../reading/clock';
import { FieldTally } from '../../reading/field-tally';
import { DocumentFault, GuessedField } from '../../transcript-adapter';
import { CsvColumns, TimeColumn, TimeUnit } from './csv-columns';
import { CsvRow } from './csv-rows';
import { CsvTable } from './csv-table';

const NUMBER = /^\d{1,12}(?:[.,]\d{0,12})?$/;
const FRACTION = /[.,]/;

export interface RowTimes {
  startMs: number | null;
  endMs: number | null;
}

/**
 * Reads the times of rows. A time with colons is hh:mm:ss; else the column's name tells the unit; where it does not,
 * numbers with fractions are seconds, which is told as guessed, and whole numbers are refused.
 */
export class CsvTimes {
  readonly guessed: GuessedField[] = [];
  private readonly bareUnit?: TimeUnit;
  private readonly hasDecimalCommas: boolean;

  /** Throws DocumentFault when the unit of a column cannot be told. */
  constructor(
    private readonly columns: CsvColumns,
    { rows, delimiter }: CsvTable,
    private readonly tally: FieldTally,
  ) {
    this.hasDecimalCommas = delimiter !== ',';
    const bare = Object.values(columns.times).filter(({ unit }) => unit === undefined);
    const unit = unitOf(bare, rows);
    if (unit === undefined) return;
    this.bareUnit = unit;
    this.guessed.push({ field: 'utterances.*.startMs', guess: 'times are in seconds, since they have fractions' });
  }

  /** Null where a row does not have both times. Throws DocumentFault naming line and column. */
  of(row: CsvRow): RowTimes {
    const { start, end, duration } = this.columns.times;
    const startMs = this.ms(row, start);
    const given = this.ms(row, end);
    const lasting = this.ms(row, duration);
    const endMs = given ?? (startMs === null || lasting === null ? null : startMs + lasting);
    if (startMs === null || endMs === null) {
      this.dropSingle([
        [start, startMs],
        [end, given],
        [duration, lasting],
      ]);
      return { startMs: null, endMs: null };
    }
    if (endMs < startMs) throw new DocumentFault(`line ${row.line}`, 'must not end before it begins');
    this.tally.map(this.placeOf(start), 'utterances.*.startMs');
    this.tally.map(this.placeOf(given === null ? duration : end), 'utterances.*.endMs');
    if (given !== null && lasting !== null) this.tally.drop(this.placeOf(duration), 'start and end tell it');
    return { startMs, endMs };
  }

  private dropSingle(found: [TimeColumn | undefined, number | null][]): void {
    for (const [column, ms] of found) {
      if (ms !== null) this.tally.drop(this.placeOf(column), 'without both start and end it is no time of speech');
    }
  }

  private ms({ line, cells }: CsvRow, column: TimeColumn | undefined): number | null {
    const cell = column === undefined ? '' : (cells[column.index] ?? '').trim();
    if (column === undefined || cell === '') return null;
    const time = cell.includes(':') ? clockMs(cell) : this.numberMs(cell, column.unit ?? this.bareUnit);
    if (typeof time === 'number') return time;
    const name = this.placeOf(column).slice('rows.*.'.length);
    throw new DocumentFault(`line ${line}: ${name}`, time ?? 'must be a time');
  }

  /** What is wrong with a comma, which may part thousands; undefined when it is no number at all. */
  private numberMs(cell: string, unit: TimeUnit | undefined): number | string | undefined {
    if (!NUMBER.test(cell)) return undefined;
    if (cell.includes(',') && unit === 'ms') return 'has a comma in milliseconds: write a whole number';
    if (cell.includes(',') && !this.hasDecimalCommas)
      return 'has a comma where commas part the cells: write decimals with a point';
    return Math.round(Number(cell.replace(',', '.')) * (unit === 's' ? 1000 : 1));
  }

  private placeOf(column: TimeColumn | undefined): string {
    return this.columns.places[column?.index ?? -1] ?? '';
  }
}

/** The unit of the plain numbers in columns that do not name one; undefined where there are none. */
function unitOf(columns: TimeColumn[], rows: CsvRow[]): TimeUnit | undefined {
  let first: { line: number; name: string } | undefined;
  for (const { name, index } of columns) {
    for (const { line, cells } of rows) {
      const cell = cells[index] ?? '';
      if (!NUMBER.test(cell.trim())) continue;
      if (FRACTION.test(cell)) return 's';
      first ??= { line, name };
    }
  }
  if (first === undefined) return undefined;
  const { line, name } = first;
  throw new DocumentFault(`line ${line}`, `has a ${name} of unknown unit: name the column ${name}_ms or ${name}_s`);
}
