import { Injectable } from '@nestjs/common';
import { Database, Queryable } from '../../database/database';

/** Long enough for every process to have read a new key before one signs with it. */
export const SIGNS_AFTER_SECONDS = 60;
/** The last token of a key was signed when its successor took over and lives an hour; clocks differ by minutes at most. */
const ACCEPTED_AFTER_SECONDS = 3_900;

/** A key as the clock of the database sees it. */
export interface StoredKey {
  kid: string;
  secret: Buffer;
  /** Seconds until it signs; not above 0 once it does. */
  signsIn: number;
  /** Seconds until no token that it signed can live; null for the newest. */
  acceptedFor: number | null;
}

/** The key that signs next. */
export interface NextKey {
  /** The name of the key that signs until then. */
  previous: string;
  signsFrom: Date;
  /** Tokens of the previous key are accepted until then. */
  previousUntil: Date;
}

@Injectable()
export class SigningKeysRepository {
  constructor(private readonly database: Database) {}

  /** The keys whose tokens are accepted, the newest first. */
  async findAccepted(): Promise<StoredKey[]> {
    return this.database.query<StoredKey>(
      `SELECT * FROM (
         SELECT kid, secret, extract(epoch FROM signs_from - now())::float8 AS "signsIn",
           extract(epoch FROM lead(signs_from) OVER (ORDER BY signs_from) - now())::float8 + $1 AS "acceptedFor"
         FROM signing_keys
       ) AS keys
       WHERE coalesce("acceptedFor", 1) > 0 ORDER BY "signsIn" DESC`,
      [ACCEPTED_AFTER_SECONDS],
    );
  }

  /** Keeps the very first key; does nothing when there is one. */
  async insertFirst(kid: string, secret: Buffer): Promise<void> {
    await this.database.query(
      `INSERT INTO signing_keys (kid, secret, current) VALUES ($1, $2, true)
       ON CONFLICT (current) WHERE current DO NOTHING`,
      [kid, secret],
    );
  }

  /**
   * Keeps a new key that signs after {@link SIGNS_AFTER_SECONDS}, and removes those that nothing needs any more. Undefined
   * when there is one already that does not sign yet, or none at all.
   */
  async insertNext(tx: Queryable, kid: string, secret: Buffer): Promise<NextKey | undefined> {
    const [replaced] = await tx.query<{ kid: string }>(
      'UPDATE signing_keys SET current = false WHERE current AND signs_from <= now() RETURNING kid',
    );
    if (replaced === undefined) return undefined;
    await tx.query(
      `DELETE FROM signing_keys WHERE kid IN (
         SELECT kid FROM (SELECT kid, lead(signs_from) OVER (ORDER BY signs_from) AS ended FROM signing_keys) AS keys
         WHERE ended < now() - make_interval(secs => $1))`,
      [ACCEPTED_AFTER_SECONDS],
    );
    const [next] = await tx.query<Omit<NextKey, 'previous'>>(
      `INSERT INTO signing_keys (kid, secret, current, signs_from)
       VALUES ($1, $2, true, now() + make_interval(secs => $3))
       RETURNING signs_from AS "signsFrom", signs_from + make_interval(secs => $4) AS "previousUntil"`,
      [kid, secret, SIGNS_AFTER_SECONDS, ACCEPTED_AFTER_SECONDS],
    );
    return next && { previous: replaced.kid, ...next };
  }

  async hasAny(tx: Queryable): Promise<boolean> {
    const rows = await tx.query('SELECT 1 FROM signing_keys LIMIT 1');
    return rows.length > 0;
  }
}
