import { Injectable } from '@nestjs/common';
import { Database, Queryable } from '../../core/database/database';
import { isUuid, uuidv7 } from '../../core/database/ids';
import { violatedConstraint } from '../../core/errors/postgres-errors';
import { AgentFilters, AgentPageStart, countAgents, listAgents } from './agent-list.query';
import { AGENT_COLUMNS, AgentRow } from './agent-row';
import { AgentErrors } from './agents.errors';

export interface AgentRecord {
  id: string;
  externalId: string;
  name: string;
}

/** What is left out stays as it is; null clears. */
export interface AgentChanges {
  name?: string;
  team?: string | null;
  userId?: string | null;
}

@Injectable()
export class AgentsRepository {
  constructor(private readonly database: Database) {}

  async findById(id: string): Promise<AgentRow | undefined> {
    const rows = await this.database.query<AgentRow>(`SELECT ${AGENT_COLUMNS} FROM agents WHERE id = $1`, [id]);
    return rows[0];
  }

  findAll(ids: string[]): Promise<AgentRecord[]> {
    return this.database.query<AgentRecord>(
      'SELECT id, external_id AS "externalId", name FROM agents WHERE id = ANY ($1::uuid[])',
      [ids],
      'agents.by_ids',
    );
  }

  async findByEither(agent: string): Promise<AgentRecord | undefined> {
    const [byId] = isUuid(agent) ? await this.findAll([agent]) : [];
    return byId ?? this.find(this.database, agent);
  }

  list(filters: AgentFilters, start: AgentPageStart): Promise<AgentRow[]> {
    return listAgents(this.database, filters, start);
  }

  count(filters: AgentFilters): Promise<number> {
    return countAgents(this.database, filters);
  }

  /** Undefined when there is no such agent. Throws agents.user_unknown, agents.user_taken. */
  async update(id: string, { name, team, userId }: AgentChanges): Promise<AgentRow | undefined> {
    try {
      const rows = await this.database.query<AgentRow>(
        `UPDATE agents SET name = COALESCE($2, name), team = CASE WHEN $3 THEN $4 ELSE team END,
           user_id = CASE WHEN $5 THEN $6::uuid ELSE user_id END, updated_at = now()
         WHERE id = $1 RETURNING ${AGENT_COLUMNS}`,
        [id, name, team !== undefined, team, userId !== undefined, userId],
      );
      return rows[0];
    } catch (error) {
      const constraint = violatedConstraint(error);
      if (constraint === 'agents_user_fk') throw AgentErrors.userUnknown.with(`There is no user ${userId}.`);
      if (constraint === 'agents_user_key') throw AgentErrors.userTaken.with(`Another agent is linked to ${userId}.`);
      throw error;
    }
  }

  /** The agent of that external id, made when there is none. A name given for an existing agent changes nothing. */
  async ensure(db: Queryable, externalId: string, name: string): Promise<AgentRecord> {
    const found = await this.find(db, externalId);
    if (found) return found;
    await db.query('INSERT INTO agents (id, external_id, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
      uuidv7(),
      externalId,
      name,
    ]);
    // Read again in a statement of its own: whoever was quicker is visible only to a new snapshot.
    const agent = await this.find(db, externalId);
    if (agent === undefined) throw new Error('An agent vanished while it was made.');
    return agent;
  }

  /** Makes those of the agents, names by external id, that are not there. In one order, so that no two wait for each other. */
  async ensureAll(db: Queryable, names: ReadonlyMap<string, string>): Promise<void> {
    const externalIds = [...names.keys()];
    await db.query(
      `INSERT INTO agents (id, external_id, name)
       SELECT id, external_id, name FROM unnest($1::uuid[], $2::text[], $3::text[]) AS given(id, external_id, name)
       WHERE NOT EXISTS (SELECT FROM agents WHERE agents.external_id = given.external_id)
       ORDER BY external_id ON CONFLICT DO NOTHING`,
      [externalIds.map(() => uuidv7()), externalIds, [...names.values()]],
      'agents.ensure_all',
    );
  }

  private async find(db: Queryable, externalId: string): Promise<AgentRecord | undefined> {
    const rows = await db.query<AgentRecord>(
      'SELECT id, external_id AS "externalId", name FROM agents WHERE external_id = $1',
      [externalId],
      'agents.by_external_id',
    );
    return rows[0];
  }
}
