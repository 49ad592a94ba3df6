import { Injectable } from '@nestjs/common';
import { Queryable } from '../../core/database/database';
import { uuidv7 } from '../../core/database/ids';

export interface AgentRecord {
  id: string;
  externalId: string;
  name: string;
}

@Injectable()
export class AgentsRepository {
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

  private async find(db: Queryable, externalId: string): Promise<AgentRecord | undefined> {
    const rows = await db.query<AgentRecord>(
      'SELECT id, external_id AS "externalId", name FROM agents WHERE external_id = $1',
      [externalId],
      'agents.by_external_id',
    );
    return rows[0];
  }
}
