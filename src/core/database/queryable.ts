import { QueryResultRow } from 'pg';
import { DomainEvent } from '../events/event-bus';

/** SQL inside one transaction. */
export interface Transaction extends Queryable {
  /**
   * Writes rows by COPY, which is quicker than any INSERT; answers how many.
   * @param text `COPY table (columns) FROM STDIN`
   * @param rows their text in pieces, in COPY's text format
   */
  copyIn(text: string, rows: readonly Uint8Array[]): Promise<number>;
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
