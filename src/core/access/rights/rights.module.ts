import { Global, Module } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail';
import { AuditRepository } from '../audit/audit.repository';
import { CurrentRights } from './current-rights';
import { Denials } from '../audit/denials';
import { Revocations } from './revocations';
import { RevocationsRepository } from './revocations.repository';
import { RightsEnding } from './rights-ending';
import { SessionsRepository } from '../sessions/sessions.repository';
import { UserRightsRepository } from './user-rights.repository';

/** What takes rights away and tells of it: also for commands that serve nobody. */
@Global()
@Module({
  providers: [
    UserRightsRepository,
    CurrentRights,
    RevocationsRepository,
    Revocations,
    SessionsRepository,
    RightsEnding,
    AuditRepository,
    AuditTrail,
    Denials,
  ],
  exports: [CurrentRights, Revocations, RevocationsRepository, SessionsRepository, RightsEnding, AuditTrail, Denials],
})
export class RightsModule {}
