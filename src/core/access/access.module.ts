import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { AccessTokens } from './access-tokens';
import { ApiKeyUses } from './api-key-uses';
import { ApiKeys } from './api-keys';
import { ApiKeysRepository } from './api-keys.repository';
import { AuditTrail } from './audit-trail';
import { AuditRepository } from './audit.repository';
import { AccessGuard } from './access.guard';
import { JwtStrategy } from './jwt.strategy';
import { Revocations } from './revocations';
import { RevocationsRepository } from './revocations.repository';
import { RightsEnding } from './rights-ending';
import { SessionsRepository } from './sessions.repository';
import { SigningKeys } from './signing-keys';
import { SocketAccessGuard } from './socket-access.guard';
import { WiringCheck } from './wiring-check';

@Global()
@Module({
  imports: [DiscoveryModule, PassportModule],
  providers: [
    SigningKeys,
    AccessTokens,
    RevocationsRepository,
    Revocations,
    SessionsRepository,
    RightsEnding,
    ApiKeysRepository,
    ApiKeyUses,
    ApiKeys,
    AuditRepository,
    AuditTrail,
    JwtStrategy,
    SocketAccessGuard,
    WiringCheck,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [AccessTokens, ApiKeys, Revocations, SessionsRepository, RightsEnding, AuditTrail, SocketAccessGuard],
})
export class AccessModule {}
