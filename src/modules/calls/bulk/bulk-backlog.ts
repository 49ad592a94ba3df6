import { Injectable } from '@nestjs/common';
import { Config } from '../../../core/config/config';
import { Transaction } from '../../../core/database/database';
import { outsideTransaction } from '../../../core/database/transaction-scope';
import { AppError } from '../../../core/errors/app-error';
import { BulkErrors } from './bulk.errors';
import { Backlog, IntakeRepository } from './intake.repository';

const RETRY_AFTER_SECONDS = 30;
/** Uploads of one owner that one process takes at a time. */
export const UPLOADS_PER_OWNER = 4;

/**
 * Bounds what waits to be ingested: BULK_BACKLOG jobs in all, half of them of one owner. Whoever is refused tries again
 * later, before or after his file has come.
 */
@Injectable()
export class BulkBacklog {
  private readonly uploads = new Map<string, number>();

  constructor(
    private readonly repository: IntakeRepository,
    private readonly config: Config,
  ) {}

  /** Carries an upload out, when there is room for what it brings. Throws bulk.backlog before the work begins. */
  async admit<T>(ownerId: string, work: () => Promise<T>): Promise<T> {
    const running = this.uploads.get(ownerId) ?? 0;
    if (running >= UPLOADS_PER_OWNER) throw refusal(`You send ${running} files already.`);
    this.uploads.set(ownerId, running + 1);
    try {
      // Not the beginning of a transaction that would last as long as the upload.
      this.check(await outsideTransaction(() => this.repository.backlog(ownerId)));
      return await work();
    } finally {
      this.leave(ownerId);
    }
  }

  /** Throws bulk.backlog unless one more job may be written in this transaction; others wait for its end. */
  async requireRoom(tx: Transaction, ownerId: string): Promise<void> {
    this.check(await this.repository.holdBacklog(tx, ownerId));
  }

  private check({ all, own }: Backlog): void {
    const most = this.config.get('BULK_BACKLOG');
    const share = Math.ceil(most / 2);
    if (all >= most) throw refusal(`${all} bulk ingests wait or run.`);
    if (own >= share) throw refusal(`${own} of your bulk ingests wait or run.`);
  }

  private leave(ownerId: string): void {
    const left = (this.uploads.get(ownerId) ?? 1) - 1;
    if (left > 0) this.uploads.set(ownerId, left);
    else this.uploads.delete(ownerId);
  }
}

function refusal(detail: string): AppError {
  return BulkErrors.backlog.with(detail, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
