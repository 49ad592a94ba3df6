import { Module } from '@nestjs/common';
import { AgentsRepository } from './agents.repository';
import { AgentsService } from './agents.service';

/** The agents without their routes, for processes that serve none. */
@Module({ providers: [AgentsService, AgentsRepository], exports: [AgentsService] })
export class AgentRecordsModule {}
