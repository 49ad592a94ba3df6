import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { AccessTokens } from './tokens/access-tokens';
import { ApiKeyUses } from './keys/api-key-uses';
import { ApiKeys } from './keys/api-keys';
import { ApiKeyLookupRepository } from './keys/api-key-lookup.repository';
import { AccessGuard } from './access.guard';
import { LimitsModule } from './limits/limits.module';
import { RefusalGuard } from './refusal.guard';
import { PageCookie } from './tokens/page-cookie';
import { JwtStrategy } from './tokens/jwt.strategy';
import { RefreshTokens } from './sessions/refresh-tokens';
import { RefreshTokensRepository } from './sessions/refresh-tokens.repository';
import { RightsModule } from './rights/rights.module';
import { SessionTokens } from './sessions/session-tokens';
import { SessionsSweepRepository } from './sessions/sessions-sweep.repository';
import { SigningKeys } from './tokens/signing-keys';
import { SigningKeysRepository } from './tokens/signing-keys.repository';
import { SocketAccessGuard } from './socket-access.guard';
import { WiringCheck } from './wiring-check';

@Global()
@Module({
  imports: [DiscoveryModule, PassportModule, RightsModule, LimitsModule],
  providers: [
    SigningKeysRepository,
    SigningKeys,
    AccessTokens,
    PageCookie,
    ApiKeyLookupRepository,
    ApiKeyUses,
    ApiKeys,
    RefreshTokens,
    RefreshTokensRepository,
    SessionTokens,
    SessionsSweepRepository,
    JwtStrategy,
    AccessGuard,
    SocketAccessGuard,
    WiringCheck,
    // Guards run in this order.
    { provide: APP_GUARD, useClass: RefusalGuard },
    { provide: APP_GUARD, useExisting: AccessGuard },
  ],
  exports: [AccessGuard, AccessTokens, PageCookie, ApiKeys, SessionTokens, SessionsSweepRepository, SocketAccessGuard],
})
export class AccessModule {}
