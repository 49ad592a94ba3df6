import { Injectable } from '@nestjs/common';
import { Database, Queryable } from '../../../core/database/database';

export interface ProfileRow {
  name: string | null;
  locale: string | null;
  timeZone: string | null;
  preferences: Record<string, unknown>;
  updatedAt: Date;
}

/** What is left out stays as it is; null clears. */
export interface ProfileChanges {
  name?: string | null;
  locale?: string | null;
  timeZone?: string | null;
  preferences?: Record<string, unknown> | null;
}

const PROFILE = 'name, locale, time_zone AS "timeZone", preferences, updated_at AS "updatedAt"';

@Injectable()
export class ProfileRepository {
  constructor(private readonly database: Database) {}

  /** Undefined when the user is not active. */
  async find(userId: string): Promise<ProfileRow | undefined> {
    const rows = await this.database.query<ProfileRow>(`SELECT ${PROFILE} FROM users WHERE id = $1 AND active`, [
      userId,
    ]);
    return rows[0];
  }

  /** Undefined when the user is not active. */
  async update(
    tx: Queryable,
    userId: string,
    { name, locale, timeZone, preferences }: ProfileChanges,
  ): Promise<ProfileRow | undefined> {
    const rows = await tx.query<ProfileRow>(
      `UPDATE users SET name = CASE WHEN $2 THEN $3 ELSE name END, locale = CASE WHEN $4 THEN $5 ELSE locale END,
         time_zone = CASE WHEN $6 THEN $7 ELSE time_zone END, preferences = coalesce($8::jsonb, preferences),
         updated_at = now()
       WHERE id = $1 AND active RETURNING ${PROFILE}`,
      [
        userId,
        ...[name !== undefined, name, locale !== undefined, locale, timeZone !== undefined, timeZone],
        preferences === undefined ? null : JSON.stringify(preferences ?? {}),
      ],
    );
    return rows[0];
  }
}
