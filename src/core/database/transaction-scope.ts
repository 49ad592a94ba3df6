import { AsyncLocalStorage } from 'node:async_hooks';
import { Pool, PoolClient, QueryResultRow } from 'pg';
import { isConnectionFailure } from '../errors/postgres-errors';
import { DomainEvent } from '../events/event-bus';
import { borrow, commit, giveBack, rollback, run, runCopy } from './connections';
import { Queryable, Transaction } from './queryable';

/** Runs in the new transaction before any other statement; what it throws, the whole is refused with. */
export type Opening = (tx: Queryable) => Promise<void>;

const active = new AsyncLocalStorage<Scope | undefined>();

/**
 * Runs work that serves others than the caller, such as a shared batch, so that it is no part of the transaction that the
 * caller's statements may be bound to.
 */
export function outsideTransaction<T>(work: () => T): T {
  return active.run(undefined, work);
}

/** The scope to which statements on that database are bound here; undefined where they go to the pool. */
export function currentScope(database: object): Scope | undefined {
  const scope = active.getStore();
  return scope?.openFor(database);
}

/** Steps of one transaction, or of one savepoint of it, which take turns: they share a connection. */
abstract class Scope implements Queryable {
  readonly published: DomainEvent[] = [];
  private isOpen = true;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: object,
    private readonly around?: Scope,
  ) {}

  /** Itself or, when it has ended, the closest around it that has not. */
  openFor(database: object): Scope | undefined {
    if (this.database !== database) return undefined;
    return this.isOpen ? this : this.around?.openFor(database);
  }

  /** A statement that fails alone, as it would do in the pool. */
  query<Row extends QueryResultRow>(text: string, values?: unknown[], name?: string): Promise<Row[]> {
    return this.transaction((tx) => tx.query<Row>(text, values, name));
  }

  /** Rolled back alone when the work fails; never run again, since what was done before cannot be. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.inTurn(async (client) => {
      await client.query('SAVEPOINT part');
      const part = new Part(this.database, this, client);
      try {
        const result = await active.run(part, () => work(part.handle));
        await part.end();
        await client.query('RELEASE SAVEPOINT part');
        this.published.push(...part.published);
        return result;
      } catch (error) {
        await part.end();
        // Where even that fails, the commit of the whole fails as well.
        await client.query('ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part').catch(() => undefined);
        throw error;
      }
    });
  }

  /** What the work of a transaction is given. Inside of a part of it, it speaks for that part. */
  get handle(): Transaction {
    return {
      query: (text, values, name) => this.innermost().inTurn((client) => run(client, text, values, name)),
      copyIn: (text, rows) => this.innermost().inTurn((client) => runCopy(client, text, rows)),
      publish: (event) => void this.published.push(event),
    };
  }

  /** Takes no more steps, and waits for those that were begun. */
  async end(): Promise<void> {
    this.isOpen = false;
    await this.last;
  }

  protected abstract connection(): Promise<PoolClient> | PoolClient;

  protected inTurn<T>(step: (client: PoolClient) => Promise<T>): Promise<T> {
    if (!this.isOpen) return Promise.reject(new Error('The transaction has ended.'));
    const turn = this.last.then(async () => step(await this.connection()));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private innermost(): Scope {
    const current = currentScope(this.database);
    return current?.isWithin(this) ? current : this;
  }

  private isWithin(other: Scope): boolean {
    return this === other || this.around?.isWithin(other) === true;
  }
}

export type { Scope };

class Part extends Scope {
  constructor(
    database: object,
    around: Scope,
    private readonly client: PoolClient,
  ) {
    super(database, around);
  }

  protected connection(): PoolClient {
    return this.client;
  }
}

/** A transaction that begins with the first statement, so that work which waits before it holds no connection. */
export class WholeTransaction extends Scope {
  private begun?: Promise<PoolClient>;
  private client?: PoolClient;

  constructor(
    database: object,
    private readonly pool: Pool,
    private readonly opening: Opening,
  ) {
    super(database);
  }

  /** Rejects with what the opening or the work rejects with, after everything was rolled back. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    let result: T;
    try {
      result = await active.run(this, work);
      await this.end();
      // Refused by the opening, it must not pass, whatever the work made of the refusal.
      await this.begun;
      if (this.client) await commit(this.client);
    } catch (error) {
      await this.end();
      throw await this.undo(error);
    }
    if (this.client) giveBack(this.client);
    return result;
  }

  protected connection(): Promise<PoolClient> {
    return (this.begun ??= this.begin());
  }

  private async begin(): Promise<PoolClient> {
    // A connection that is made here outlives this transaction.
    const client = await outsideTransaction(() => borrow(this.pool));
    this.client = client;
    await client.query('BEGIN');
    await this.opening({ query: (text, values, name) => run(client, text, values, name) });
    return client;
  }

  private async undo(error: unknown): Promise<unknown> {
    const cause = await (this.begun ?? Promise.resolve()).then(
      () => error,
      (refusal: unknown) => refusal,
    );
    if (this.client) giveBack(this.client, isConnectionFailure(cause) ? cause : await rollback(this.client));
    return cause;
  }
}
