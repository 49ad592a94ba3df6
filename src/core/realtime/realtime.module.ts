import { Global, Module } from '@nestjs/common';
import { EventDispatcher } from './event-dispatcher';
import { HandshakeGate } from './handshake-gate';
import { Peers } from './peers';
import { RealtimeServer } from './realtime-server';
import { RedisLinks } from './redis-links';
import { RevocationHints } from './revocation-hints';
import { SocketAuth } from './socket-auth';
import { SocketSessions } from './socket-sessions';

@Global()
@Module({
  providers: [
    RedisLinks,
    HandshakeGate,
    SocketAuth,
    SocketSessions,
    EventDispatcher,
    RealtimeServer,
    Peers,
    RevocationHints,
  ],
  exports: [RealtimeServer, Peers],
})
export class RealtimeModule {}
