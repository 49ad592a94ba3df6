import { Module } from '@nestjs/common';
import { AgentRecordsModule } from './agent-records.module';
import { AgentsController } from './agents.controller';

@Module({ imports: [AgentRecordsModule], controllers: [AgentsController], exports: [AgentRecordsModule] })
export class AgentsModule {}
