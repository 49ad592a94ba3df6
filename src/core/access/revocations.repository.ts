import { Injectable } from '@nestjs/common';
import { Database, Queryable } from '../database/database';

/** `user` ends what the keys of a user may; his sessions are ended one by one. */
export type EndedKind = 'session' | 'key' | 'user';

/** A credential, or all keys of a user, whose rights have ended. */
export interface Ended {
  kind: EndedKind;
  id: string;
}

/** No access token lives longer, whatever ACCESS_TOKEN_SECONDS says. */
const KEPT = '1 hour 5 minutes';

@Injectable()
export class RevocationsRepository {
  constructor(private readonly database: Database) {}

  async insert(tx: Queryable, kind: EndedKind, ids: string[]): Promise<void> {
    await tx.query(
      `INSERT INTO revocations (kind, subject_id, expires_at)
       SELECT $1, id, now() + interval '${KEPT}' FROM unnest($2::uuid[]) AS ended (id)`,
      [kind, ids],
    );
  }

  /**
   * Those recorded by transactions that `since` does not count as finished, and what to ask for next time. Without
   * `since`, all that live.
   */
  async readSince(since: string | undefined): Promise<{ ended: Ended[]; next: string }> {
    const [row] = await this.database.query<{ ended: Ended[]; next: string }>(
      `SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS next,
         coalesce((SELECT json_agg(json_build_object('kind', kind, 'id', subject_id) ORDER BY seq) FROM revocations
           WHERE expires_at > now() AND recorded_in >= coalesce($1::text, '0')::xid8), '[]') AS ended`,
      [since ?? null],
      'revocations.since',
    );
    if (row === undefined) throw new Error('The revocations cannot be read.');
    return row;
  }
}
