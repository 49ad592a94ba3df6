import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config';
import { Database, Queryable } from '../../database/database';
import { AppError } from '../../errors/app-error';
import { isLockTimeout } from '../../errors/postgres-errors';
import { ClientKey, RequestShape } from './client-key';
import { IdempotencyErrors } from './idempotency.errors';
import { KeptAnswersRepository, KeptRow } from './kept-answers.repository';
import { KeyTurns } from './key-turns';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** Empty without a body. */
  body: string;
}

/** The longest answer that is kept, in bytes. */
export const MAX_KEPT_BYTES = 1_000_000;
const PATIENCE_MS = 5_000;

/** Another request with this key has been answered: what it stored is not to be stored again. */
class AlreadyAnswered extends Error {
  constructor(readonly kept: KeptRow) {
    super('The request was answered before.');
  }
}

/** Carries a request out once: its key, everything it stores and its answer are committed together. */
@Injectable()
export class KeptAnswers {
  private readonly turns = new KeyTurns();

  constructor(
    private readonly database: Database,
    private readonly rows: KeptAnswersRepository,
    private readonly config: Config,
  ) {}

  /**
   * The answer that `work` gives, or the one that was given to the same request before. When `work` fails nothing is kept,
   * so that the request can be corrected and sent again under its key.
   * Throws idempotency.mismatch, idempotency.in_progress, idempotency.answer_not_kept.
   */
  async answer(
    key: ClientKey,
    request: RequestShape,
    work: () => Promise<Answer>,
  ): Promise<{ answer: Answer; isReplay: boolean }> {
    const digest = key.digest(request);
    return this.turns.run(key.name, PATIENCE_MS, inProgress, async () => {
      const kept = await this.rows.find(key);
      if (kept !== undefined) return { answer: replay(key, digest, kept), isReplay: true };
      try {
        return { answer: await this.carryOut(key, digest, work), isReplay: false };
      } catch (error) {
        if (error instanceof AlreadyAnswered) return { answer: replay(key, digest, error.kept), isReplay: true };
        throw error;
      }
    });
  }

  private carryOut(key: ClientKey, digest: Buffer, work: () => Promise<Answer>): Promise<Answer> {
    return this.database.together(
      (tx) => this.claim(tx, key, digest),
      async () => {
        const answer = await work();
        const isKept = Buffer.byteLength(answer.body) <= MAX_KEPT_BYTES;
        await this.rows.keep(key, { ...answer, body: isKept ? key.seal(answer.body, digest) : null });
        return answer;
      },
    );
  }

  private async claim(tx: Queryable, key: ClientKey, digest: Buffer): Promise<void> {
    try {
      if (await this.rows.claim(tx, key, digest, this.config.get('IDEMPOTENCY_HOURS'))) return;
    } catch (error) {
      throw isLockTimeout(error) ? inProgress() : error;
    }
    const kept = await this.rows.find(key, tx);
    throw kept === undefined ? inProgress() : new AlreadyAnswered(kept);
  }
}

function replay(key: ClientKey, digest: Buffer, { digest: answered, status, headers, body }: KeptRow): Answer {
  if (!answered.equals(digest)) {
    throw IdempotencyErrors.mismatch.with('Repeat a request exactly as it was, and give another one a key of its own.');
  }
  if (body !== null) return { status, headers, body: key.open(body, digest) };
  const place = headers['location'];
  throw IdempotencyErrors.answerNotKept.with(place && `It was carried out; what it made is at ${place}.`);
}

function inProgress(): AppError {
  return IdempotencyErrors.inProgress.with('Send it again in a moment for its answer.', { retryAfterSeconds: 2 });
}
