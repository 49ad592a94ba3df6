import { Injectable } from '@nestjs/common';
import { Queryable } from '../../core/database/database';
import { AgentRecord, AgentsRepository } from './agents.repository';

@Injectable()
export class AgentsService {
  constructor(private readonly agents: AgentsRepository) {}

  /**
   * The agent of that external id, made when new, as part of the caller's transaction.
   * @param name used only when the agent is new; the external id when left out
   */
  ensure(db: Queryable, agent: { externalId: string; name?: string }): Promise<AgentRecord> {
    return this.agents.ensure(db, agent.externalId, agent.name ?? agent.externalId);
  }
}
