import { clockMs } from '../../reading/clock';
import { FieldTally } from '../../reading/field-tally';
import { DocumentFault, GuessedField } from '../../transcript-adapter';
import { CsvColumns, TimeColumn, TimeUnit } from './csv-columns';
import { CsvRow } from './csv-table';

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

  /** Throws DocumentFault when the unit of a column cannot be told. */
  constructor(
    private readonly columns: CsvColumns['times'],
    rows: CsvRow[],
    private readonly tally: FieldTally,
  ) {
    const bare = Object.values(columns).filter(({ unit }) => unit === undefined);
    const unit = unitOf(bare, rows);
    if (unit === undefined) return;
    this.bareUnit = unit;
    this.guessed.push({ field: 'utterances.*.startMs', guess: 'times are in seconds, since they have fractions' });
  }

  /** Null where a row does not have both times. Throws DocumentFault naming line and column. */
  of(row: CsvRow): RowTimes {
    const { start, end, duration } = this.columns;
    const startMs = this.ms(row, start);
    const given = this.ms(row, end);
    const lasting = this.ms(row, duration);
    const endMs = given ?? (startMs === null || lasting === null ? null : startMs + lasting);
    if (startMs === null || endMs === null) {
      this.dropSingle({ start: startMs, end: given, duration: lasting });
      return { startMs: null, endMs: null };
    }
    if (endMs < startMs) throw new DocumentFault(`line ${row.line}`, 'must not end before it begins');
    this.tally.map('rows.*.start', 'utterances.*.startMs');
    this.tally.map(given === null ? 'rows.*.duration' : 'rows.*.end', 'utterances.*.endMs');
    if (given !== null && lasting !== null) this.tally.drop('rows.*.duration', 'start and end tell it');
    return { startMs, endMs };
  }

  private dropSingle(found: Record<string, number | null>): void {
    for (const [name, ms] of Object.entries(found)) {
      if (ms !== null) this.tally.drop(`rows.*.${name}`, 'without both start and end it is no time of speech');
    }
  }

  private ms({ line, cells }: CsvRow, column: TimeColumn | undefined): number | null {
    const cell = column === undefined ? '' : (cells[column.index] ?? '').trim();
    if (column === undefined || cell === '') return null;
    const time = cell.includes(':') ? clockMs(cell) : numberMs(cell, column.unit ?? this.bareUnit);
    if (time === undefined) throw new DocumentFault(`line ${line}`, `must have a time as its ${column.name}`);
    return time;
  }
}

function numberMs(cell: string, unit: TimeUnit | undefined): number | undefined {
  if (!NUMBER.test(cell)) return undefined;
  return Math.round(Number(cell.replace(',', '.')) * (unit === 's' ? 1000 : 1));
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
