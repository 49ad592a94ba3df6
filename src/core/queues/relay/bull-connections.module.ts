import { Module } from '@nestjs/common';
import { BullConnections } from './bull-connections';

@Module({ providers: [BullConnections], exports: [BullConnections] })
export class BullConnectionsModule {}
