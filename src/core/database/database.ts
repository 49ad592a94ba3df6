import { DataSource } from 'typeorm';
import { Pool, PoolClient, QueryResultRow } from 'pg';
import { DomainEvent, EventBus } from '../events/event-bus';
import { isConnectionFailure, isRetryable } from '../errors/postgres-errors';

/** SQL inside one transaction. */
export interface Transaction extends Queryable {
  /** Delivers the event after the commit; a rollback delivers nothing. */
  publish(event: DomainEvent): void;
}

/** Anything that runs parameterised SQL: the pool or one transaction. */
export interface Queryable {
  /**
   * @param text SQL with $1, $2, ... and never with values pasted in
   * @param name a name, unique in the code, under which the statement is prepared once per connection; for hot paths
   */
  query<Row extends QueryResultRow>(text: string, values?: unknown[], name?: string): Promise<Row[]>;
}

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
    return (await this.pool.query<Row>({ text, values, name })).rows;
  }

  /**
   * Runs `work` in one transaction and, once it is committed, delivers the events it published. A serialization failure
   * or a deadlock runs it again, so `work` must have no effect outside the database.
   */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(work);
      } catch (error) {
        if (attempt >= MAX_ATTEMPTS || !isRetryable(error)) throw error;
        await pause(Math.random() * 20 * 2 ** attempt);
      }
    }
  }

  usage(): PoolUsage {
    return { total: this.pool.totalCount, idle: this.pool.idleCount, waiting: this.pool.waitingCount };
  }

  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }

  private async attempt<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const published: DomainEvent[] = [];
    const client = await this.pool.connect();
    // While a connection is lent, the pool does not listen: a server that dies then would end this process.
    client.on('error', ignore);
    let result: T;
    try {
      await client.query('BEGIN');
      result = await work(transactionOn(client, published));
      await client.query('COMMIT');
    } catch (error) {
      giveBack(client, isConnectionFailure(error) ? error : await rollback(client));
      throw error;
    }
    giveBack(client);
    published.forEach((event) => this.events.publish(event));
    return result;
  }
}

/** The pool for background work: few connections, statements may take minutes. */
export class LongWorkDatabase extends Database {}

function transactionOn(client: PoolClient, published: DomainEvent[]): Transaction {
  return {
    query: async <Row extends QueryResultRow>(text: string, values: unknown[] = [], name?: string) =>
      (await client.query<Row>({ text, values, name })).rows,
    publish: (event) => void published.push(event),
  };
}

/** With an error, the pool throws the connection away. */
function giveBack(client: PoolClient, error?: Error): void {
  client.release(error);
  client.off('error', ignore);
}

function ignore(): void {
  // The statement that runs on the connection rejects as well.
}

/** Answers the error that makes the pool throw the connection away when it cannot even roll back. */
async function rollback(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
