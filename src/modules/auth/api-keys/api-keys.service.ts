import { Injectable } from '@nestjs/common';
import { requirePermission } from '../../../core/access/access.guard';
import { newApiKey } from '../../../core/access/keys/api-key-secret';
import { AuditTrail } from '../../../core/access/audit/audit-trail';
import { CurrentRights } from '../../../core/access/rights/current-rights';
import { Permission } from '../../../core/access/permissions';
import { Principal } from '../../../core/access/principal';
import { Revocations } from '../../../core/access/rights/revocations';
import { Database } from '../../../core/database/database';
import { uuidv7 } from '../../../core/database/ids';
import { CursorCodec, PageOf, toPage } from '../../../core/database/paging';
import { AccessErrors } from '../../../core/errors/core-errors';
import { ApiKeyErrors } from './api-keys.errors';
import { ApiKeyRow, ApiKeysRepository } from './api-keys.repository';
import { ApiKeyDto, CreatedApiKeyDto, toApiKeyDto } from './dto/api-key.dto';
import { ApiKeyListQuery } from './dto/api-key-queries.dto';
import { CreateApiKeyDto } from './dto/create-api-key.dto';

/** Keys that a user can have at a time, revoked and expired ones not counted. */
export const MAX_LIVE_KEYS = 50;

@Injectable()
export class ApiKeysService {
  constructor(
    private readonly database: Database,
    private readonly keys: ApiKeysRepository,
    private readonly revocations: Revocations,
    private readonly rights: CurrentRights,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Makes a key of the caller; what is answered is the only time that it is told.
   * Throws auth.forbidden for permissions that he does not hold, auth.invalid when his account or session is gone, keys.too_many.
   */
  async create({ name, permissions, expiresInDays }: CreateApiKeyDto, caller: Principal): Promise<CreatedApiKeyDto> {
    refuseUnheld(permissions, caller);
    const { text, prefix, digest } = newApiKey();
    const { userId } = caller;
    const row = await this.database.transaction(async (tx) => {
      if (!(await this.keys.lockOwner(tx, userId))) throw AccessErrors.invalid.with('This account is not active.');
      await this.rights.require(tx, caller, 'apiKeys.own');
      if ((await this.keys.countLive(tx, userId)) >= MAX_LIVE_KEYS) {
        throw ApiKeyErrors.tooMany.with(`There are ${MAX_LIVE_KEYS} keys already: revoke one first.`);
      }
      const made = { id: uuidv7(), userId, name, prefix, digest, permissions, days: expiresInDays };
      const key = await this.keys.insert(tx, made);
      await this.audit.record(
        {
          action: 'key.create',
          outcome: 'ok',
          actor: caller,
          target: { kind: 'key', id: key.id },
          details: { ownerId: userId, prefix, permissions: permissions.join(' '), days: expiresInDays },
        },
        tx,
      );
      return key;
    });
    return { ...toApiKeyDto(row), key: text };
  }

  /**
   * The keys that are not revoked, the latest first: of the caller, or of anybody for whom the caller may manage users.
   * Throws auth.forbidden, paging.bad_cursor.
   */
  async list({ limit, cursor, offset, userId = '' }: ApiKeyListQuery, caller: Principal): Promise<PageOf<ApiKeyDto>> {
    const ownerId = userId.toLowerCase() || caller.userId;
    if (ownerId !== caller.userId) requirePermission(caller, 'users.manage');
    const codec = new CursorCodec('api-keys', { ownerId });
    const key = cursor === undefined ? undefined : (codec.decode(cursor, ['instant', 'uuid']) as [string, string]);
    const after = key && { createdAt: key[0], id: key[1] };
    const [rows, total] = await Promise.all([
      this.keys.list(ownerId, { limit, offset: offset ?? 0, after }),
      this.keys.count(ownerId),
    ]);
    const cursorOf = (row: ApiKeyRow) => codec.encode([row.createdAt.toISOString(), row.id]);
    return toPage(rows, total, limit, { item: toApiKeyDto, cursor: cursorOf });
  }

  /** Ends a key at once: one's own, or anybody's for those who may manage users. Throws keys.not_found. */
  async revoke(id: string, caller: Principal): Promise<void> {
    const anybodys = caller.permissions.has('users.manage');
    await this.database.transaction(async (tx) => {
      const ownerId = await this.keys.revoke(tx, id, anybodys ? undefined : caller.userId);
      if (ownerId === undefined) throw ApiKeyErrors.notFound.with(`There is no API key ${id}.`);
      await this.revocations.record(tx, 'key', [id]);
      await this.audit.record(
        { action: 'key.revoke', outcome: 'ok', actor: caller, target: { kind: 'key', id }, details: { ownerId } },
        tx,
      );
    });
  }
}

function refuseUnheld(wanted: Permission[], { permissions }: Principal): void {
  const errors = wanted.flatMap((permission, i) =>
    permissions.has(permission) ? [] : [{ field: `permissions.${i}`, message: `${permission} is not yours to give` }],
  );
  if (errors.length > 0) throw AccessErrors.forbidden.with('A key can do no more than its owner.', { errors });
}
