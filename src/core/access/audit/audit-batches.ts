import { outsideTransaction } from '../../database/transaction-scope';
import { CoreErrors } from '../../errors/core-errors';
import { AuditRow } from './audit-row';

const ROWS_PER_BATCH = 100;
const RETRY_AFTER_SECONDS = 2;

interface Waiting {
  row: AuditRow;
  done: () => void;
  failed: (error: unknown) => void;
}

/**
 * Writes rows that belong to no transaction: those that come while a batch is on its way share the next one. One batch
 * is in flight at a time, so however many rows come, they take one connection from everybody else.
 */
export class AuditBatches {
  private waiting: Waiting[] = [];
  private writing = false;

  /** @param most rows that may wait; whoever comes then is turned away */
  constructor(
    private readonly write: (rows: AuditRow[]) => Promise<void>,
    private readonly most: number,
  ) {}

  /** Resolves once the row is stored. Rejects with what the batch rejects with, and with unavailable when too many wait. */
  add(row: AuditRow): Promise<void> {
    if (this.waiting.length >= this.most) {
      const busy = { retryAfterSeconds: RETRY_AFTER_SECONDS };
      return Promise.reject(CoreErrors.unavailable.with('What you do cannot be recorded; try again shortly.', busy));
    }
    const stored = new Promise<void>((done, failed) => this.waiting.push({ row, done, failed }));
    // The rows of others must not share the fate of what this caller does.
    if (!this.writing) void outsideTransaction(() => this.drain());
    return stored;
  }

  private async drain(): Promise<void> {
    this.writing = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, ROWS_PER_BATCH);
      try {
        await this.write(batch.map(({ row }) => row));
        batch.forEach(({ done }) => done());
      } catch (error) {
        batch.forEach(({ failed }) => failed(error));
      }
    }
    this.writing = false;
  }
}
