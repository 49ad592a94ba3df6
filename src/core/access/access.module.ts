import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { AccessTokens } from './access-tokens';
import { ApiKeyUses } from './api-key-uses';
import { ApiKeys } from './api-keys';
import { ApiKeyLookupRepository } from './api-key-lookup.repository';
import { AccessGuard } from './access.guard';
import { LimitsModule } from './limits/limits.module';
import { RefusalGuard } from './refusal.guard';
import { JwtStrategy } from './jwt.strategy';
import { RefreshTokens } from './refresh-tokens';
import { RefreshTokensRepository } from './refresh-tokens.repository';
import { RightsModule } from './rights.module';
import { SessionSweep } from './session-sweep';
import { SessionTokens } from './session-tokens';
import { SessionsSweepRepository } from './sessions-sweep.repository';
import { SigningKeys } from './signing-keys';
import { SigningKeysRepository } from './signing-keys.repository';
import { SocketAccessGuard } from './socket-access.guard';
import { WiringCheck } from './wiring-check';

@Global()
@Module({
  imports: [DiscoveryModule, PassportModule, RightsModule, LimitsModule],
  providers: [
    SigningKeysRepository,
    SigningKeys,
    AccessTokens,
    ApiKeyLookupRepository,
    ApiKeyUses,
    ApiKeys,
    RefreshTokens,
    RefreshTokensRepository,
    SessionTokens,
    SessionsSweepRepository,
    SessionSweep,
    JwtStrategy,
    AccessGuard,
    SocketAccessGuard,
    WiringCheck,
    // Guards run in this order.
    { provide: APP_GUARD, useClass: RefusalGuard },
    { provide: APP_GUARD, useExisting: AccessGuard },
  ],
  exports: [AccessGuard, AccessTokens, ApiKeys, SessionTokens, SocketAccessGuard],
})
export class AccessModule {}
