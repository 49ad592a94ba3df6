import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { AccessTokens } from './access-tokens';
import { AccessGuard } from './access.guard';
import { JwtStrategy } from './jwt.strategy';
import { SigningKeys } from './signing-keys';
import { SocketAccessGuard } from './socket-access.guard';
import { WiringCheck } from './wiring-check';

@Global()
@Module({
  imports: [DiscoveryModule, PassportModule],
  providers: [
    SigningKeys,
    AccessTokens,
    JwtStrategy,
    SocketAccessGuard,
    WiringCheck,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [AccessTokens, SocketAccessGuard],
})
export class AccessModule {}
