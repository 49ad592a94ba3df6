import { Global, Module } from '@nestjs/common';
import { AuthRefresh } from './auth-refresh';
import { CommonEvents } from './common-events';
import { CredentialTimers } from './credential-timers';
import { EventDispatcher } from './event-dispatcher';
import { HandshakeGate } from './handshake-gate';
import { Peers } from './peers';
import { RealtimeServer } from './realtime-server';
import { RedisLinks } from './redis-links';
import { RevocationHints } from './revocation-hints';
import { SocketAuth } from './socket-auth';
import { SocketRights } from './socket-rights';
import { SocketSessions } from './socket-sessions';
import { StaleSockets } from './stale-sockets';

@Global()
@Module({
  providers: [
    RedisLinks,
    HandshakeGate,
    SocketAuth,
    SocketRights,
    CredentialTimers,
    SocketSessions,
    AuthRefresh,
    CommonEvents,
    EventDispatcher,
    RealtimeServer,
    StaleSockets,
    Peers,
    RevocationHints,
  ],
  exports: [RealtimeServer, Peers],
})
export class RealtimeModule {}
