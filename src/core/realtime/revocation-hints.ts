import { Injectable, OnModuleInit } from '@nestjs/common';
import { Revocations } from '../access/rights/revocations';
import { Peers } from './peers';

const TOPIC = 'revocations';

/** Makes the other processes look at once when this one has ended a session or a key; without it they look at the next poll. */
@Injectable()
export class RevocationHints implements OnModuleInit {
  constructor(
    private readonly revocations: Revocations,
    private readonly peers: Peers,
  ) {}

  onModuleInit(): void {
    this.revocations.onRecorded(() => this.peers.send(TOPIC, {}));
    this.peers.on(TOPIC, () => this.revocations.refreshSoon());
    this.peers.onReconnect(() => this.revocations.refreshSoon());
  }
}
