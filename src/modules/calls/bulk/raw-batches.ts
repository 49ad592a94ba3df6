import { RawBatch } from './raw-batch';
import { RowPosition } from './rows/rows';
import { BulkRow } from './rows/split-rows';

/** Half a second of the database's work. */
const MOST_ROWS = 200;
/** A longer row is a batch of its own. */
const MOST_BYTES = 1_000_000;

/** Consecutive rows, and where to go on after them. */
export interface PlacedBatch {
  raw: RawBatch;
  after: RowPosition;
}

/** Puts rows together, so that a batch costs threads and database what a single row would, many times over. */
export async function* toBatches(rows: AsyncIterable<BulkRow>): AsyncGenerator<PlacedBatch> {
  let batch: BulkRow[] = [];
  let size = 0;
  for await (const row of rows) {
    if (batch.length === MOST_ROWS || (batch.length > 0 && size + row.bytes.length > MOST_BYTES)) {
      yield placed(batch, size);
      [batch, size] = [[], 0];
    }
    batch.push(row);
    size += row.bytes.length;
  }
  if (batch.length > 0) yield placed(batch, size);
}

/** In memory of its own, which can be handed to a thread. */
function placed(rows: BulkRow[], size: number): PlacedBatch {
  const raw: RawBatch = {
    bytes: new Uint8Array(size),
    ends: new Uint32Array(rows.length),
    lines: new Uint32Array(rows.length),
  };
  let end = 0;
  rows.forEach(({ line, bytes }, index) => {
    raw.bytes.set(bytes, end);
    end += bytes.length;
    raw.ends[index] = end;
    raw.lines[index] = line;
  });
  const { line, offset } = rows.at(-1) as BulkRow;
  return { raw, after: { line, offset } };
}
