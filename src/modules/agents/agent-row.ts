import { Agent } from './entities/agent.entity';

/** An agent as it is stored, with what lists sort it by. */
export type AgentRow = Agent & { sortName: string };

export const AGENT_COLUMNS = `id, external_id AS "externalId", name, team, user_id AS "userId", created_at AS "createdAt",
  updated_at AS "updatedAt", lower(name) AS "sortName"`;
