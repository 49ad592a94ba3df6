import { DataSource } from 'typeorm';
import { Pool, PoolClient, QueryResultRow } from 'pg';
import { DomainEvent, EventBus } from '../events/event-bus';
import { isConnectionFailure, isRetryable } from '../errors/postgres-errors';
import { borrow, commit, rollback, run, runCopy } from './connections';
import { lend } from './loan';
import { Queryable, Transaction } from './queryable';
import { currentScope, Opening, WholeTransaction } from './transaction-scope';

export type { Queryable, Transaction };

export interface PoolUsage {
  total: number;
  idle: number;
  waiting: number;
}

const MAX_ATTEMPTS = 4;

/**
 * The pool for requests: short statements with tight limits. Built over TypeORM's data source, whose pool it shares, so
 * that one set of limits holds for both.
 */
export class Database implements Queryable {
  constructor(
    readonly dataSource: DataSource,
    private readonly events: EventBus,
  ) {}

  async query<Row extends QueryResultRow>(text: string, values: unknown[] = [], name?: string): Promise<Row[]> {
    const scope = currentScope(this);
    return scope === undefined ? run(this.pool, text, values, name) : scope.query(text, values, name);
  }

  /**
   * Runs `work` in one transaction and, once it is committed, delivers the events it published. A serialization failure
   * or a deadlock runs it again, so `work` must have no effect outside the database. Within `together` it is a part that
   * is rolled back alone and not run again, and its events wait for the whole.
   * @param abandoned ends the transaction at once when it aborts, whatever `work` is at, and nothing of it is committed
   */
  async transaction<T>(work: (tx: Transaction) => Promise<T>, abandoned?: AbortSignal): Promise<T> {
    const scope = currentScope(this);
    if (scope !== undefined) return scope.transaction(work);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(work, abandoned);
      } catch (error) {
        if (attempt >= MAX_ATTEMPTS || !isRetryable(error)) throw error;
        await pause(Math.random() * 20 * 2 ** attempt);
      }
    }
  }

  /**
   * Makes one transaction of all that `work` asks of this database, however deep in its calls: it is committed when `work`
   * is done. It begins with the first statement, before which `opening` runs. What still comes when `work` is done goes to
   * the pool, and so does what was put outside by `outsideTransaction`. Rejects with what `work` or `opening` rejects with.
   */
  async together<T>(opening: Opening, work: () => Promise<T>): Promise<T> {
    if (currentScope(this) !== undefined) throw new Error('This is part of one transaction already.');
    const whole = new WholeTransaction(this, this.pool, opening);
    const result = await whole.run(work);
    whole.published.forEach((event) => this.events.publish(event));
    return result;
  }

  usage(): PoolUsage {
    return { total: this.pool.totalCount, idle: this.pool.idleCount, waiting: this.pool.waitingCount };
  }

  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }

  private async attempt<T>(work: (tx: Transaction) => Promise<T>, abandoned?: AbortSignal): Promise<T> {
    const published: DomainEvent[] = [];
    const client = await borrow(this.pool);
    const endLoan = lend(this.pool, client, abandoned);
    let result: T;
    try {
      await client.query('BEGIN');
      result = await work(transactionOn(client, published));
      await commit(client);
    } catch (error) {
      endLoan(isConnectionFailure(error) ? error : await rollback(client));
      throw error;
    }
    endLoan();
    published.forEach((event) => this.events.publish(event));
    return result;
  }
}

/** The pool for background work: few connections, statements may take minutes. */
export class LongWorkDatabase extends Database {}

function transactionOn(client: PoolClient, published: DomainEvent[]): Transaction {
  return {
    query: (text, values, name) => run(client, text, values, name),
    copyIn: (text, rows) => runCopy(client, text, rows),
    publish: (event) => void published.push(event),
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
