import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { uuidv7 } from '../../database/ids';
import { AuditTrail } from '../audit/audit-trail';
import { KEY_BYTES } from './signing-keys';
import { SigningKeysRepository } from './signing-keys.repository';

/** `pending`: the last rotation has made a key that does not sign yet; `keyless`: Parley has kept no key here so far. */
export type Rotation =
  { outcome: 'rotated'; signsFrom: Date; previousUntil: Date } | { outcome: 'pending' } | { outcome: 'keyless' };

/** Rotates the signing keys that are kept in the database; the processes on it read of it in the background. */
@Injectable()
export class SigningKeyRotation {
  constructor(
    private readonly database: Database,
    private readonly repository: SigningKeysRepository,
    private readonly audit: AuditTrail,
  ) {}

  /** Makes the next key, unless there is one that does not sign yet. */
  rotate(): Promise<Rotation> {
    return this.database.transaction(async (tx) => {
      const kid = uuidv7();
      const next = await this.repository.insertNext(tx, kid, randomBytes(KEY_BYTES));
      if (next === undefined) return { outcome: (await this.repository.hasAny(tx)) ? 'pending' : 'keyless' };
      const details = { kid, previous: next.previous, signsFrom: next.signsFrom.toISOString() };
      await this.audit.record({ action: 'auth.key_rotation', outcome: 'ok', details }, tx);
      return { outcome: 'rotated', signsFrom: next.signsFrom, previousUntil: next.previousUntil };
    });
  }
}
