import { Injectable, OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../../config/config';
import { Database, Queryable } from '../../database/database';
import { OwnConnection } from '../../database/own-connection';

/** `user` ends what the keys of a user may; his sessions are ended one by one. */
export type EndedKind = 'session' | 'key' | 'user';

/** A credential, or all keys of a user, whose rights have ended. */
export interface Ended {
  kind: EndedKind;
  id: string;
}

/** A row that tells of it. */
export interface Revocation extends Ended {
  seq: string;
  /** From now on, until no credential that it names can live any more. */
  secondsLeft: number;
}

interface Answer {
  snapshot: string;
  found: Revocation[];
}

/** No access token lives longer than an hour, whatever ACCESS_TOKEN_SECONDS says; clocks differ by minutes at most. */
const KEPT_SECONDS = 3_900;
const READ_TIMEOUT_MS = 1_000;
/** The first read over a connection answers all that live. */
const READ_ALL_TIMEOUT_MS = 4_000;

@Injectable()
export class RevocationsRepository implements OnApplicationShutdown {
  private readonly connection: OwnConnection;
  private snapshot?: string;

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.connection = new OwnConnection(config.get('DATABASE_URL') ?? '', 'parley-revocations');
  }

  onApplicationShutdown(): void {
    this.connection.close();
  }

  /** Records that these have ended, from the commit on. */
  insert(tx: Queryable, kind: EndedKind, ids: string[]): Promise<Revocation[]> {
    return tx.query<Revocation>(
      `INSERT INTO revocations (kind, subject_id, expires_at)
       SELECT $1, id, now() + make_interval(secs => $3) FROM unnest($2::uuid[]) AS ended (id)
       RETURNING seq::text AS seq, kind, subject_id AS id, $3::float8 AS "secondsLeft"`,
      [kind, ids, KEPT_SECONDS],
    );
  }

  /**
   * Those whose transactions had not finished when the last read began: a transaction that takes long is not missed,
   * whatever numbers its rows have. All that live where the connection is another than at the last read, since the server
   * may be another, too. Not to be called again before it has ended.
   */
  async readNew(): Promise<Revocation[]> {
    const since = this.connection.isOpen ? this.snapshot : undefined;
    const [answer] = await this.connection.query<Answer>(
      `SELECT pg_current_snapshot()::text AS snapshot,
         coalesce((SELECT json_agg(json_build_object('seq', seq::text, 'kind', kind, 'id', subject_id,
             'secondsLeft', extract(epoch FROM expires_at - now())) ORDER BY expires_at, seq)
           FROM revocations
           WHERE expires_at > now() AND recorded_in >= coalesce(pg_snapshot_xmin($1::pg_snapshot), '0'::xid8)
             AND NOT coalesce(pg_visible_in_snapshot(recorded_in, $1::pg_snapshot), false)), '[]') AS found`,
      [since ?? null],
      since === undefined ? READ_ALL_TIMEOUT_MS : READ_TIMEOUT_MS,
    );
    if (answer === undefined) throw new Error('The revocations cannot be read.');
    this.snapshot = answer.snapshot;
    return answer.found;
  }

  /** Removes at most so many of those that nothing can need any more. Answers how many. */
  async deleteExpired(limit: number): Promise<number> {
    const deleted = await this.database.query(
      `DELETE FROM revocations WHERE seq IN
         (SELECT seq FROM revocations WHERE expires_at < now() ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING 1`,
      [limit],
    );
    return deleted.length;
  }
}
