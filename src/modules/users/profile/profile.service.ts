import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../../core/access/audit/audit-trail';
import { Principal } from '../../../core/access/principal';
import { Database } from '../../../core/database/database';
import { AccessErrors } from '../../../core/errors/core-errors';
import { invalid } from '../../../core/errors/field-errors';
import { ProfileDto, toProfileDto, UpdateProfileDto } from './dto/profile.dto';
import { canonicalLocale } from './locale-fields';
import { ProfileRepository, ProfileRow } from './profile.repository';

/** How users want to be called and shown things. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly database: Database,
    private readonly profiles: ProfileRepository,
    private readonly audit: AuditTrail,
  ) {}

  /** Throws auth.invalid when the account is gone. */
  async get(caller: Principal): Promise<ProfileDto> {
    return toProfileDto(found(await this.profiles.find(caller.userId)));
  }

  /** Throws request.invalid without any field, auth.invalid when the account is gone. */
  async update(caller: Principal, { name, locale, timeZone, preferences }: UpdateProfileDto): Promise<ProfileDto> {
    const changes = { name, locale: locale && canonicalLocale(locale), timeZone, preferences };
    const given = Object.entries(changes).flatMap(([field, value]) => (value === undefined ? [] : [field]));
    if (given.length === 0) {
      throw invalid([{ field: '', message: 'must hold at least one of name, locale, timeZone and preferences' }]);
    }
    return this.database.transaction(async (tx) => {
      const profile = found(await this.profiles.update(tx, caller.userId, changes));
      const target = { kind: 'user', id: caller.userId } as const;
      const details = { fields: given.join(', ') };
      await this.audit.record({ action: 'auth.profile_change', outcome: 'ok', actor: caller, target, details }, tx);
      return toProfileDto(profile);
    });
  }
}

function found(row: ProfileRow | undefined): ProfileRow {
  if (row === undefined) throw AccessErrors.invalid.with('This account is not active.');
  return row;
}
