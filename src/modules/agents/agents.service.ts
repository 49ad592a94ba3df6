import { Injectable } from '@nestjs/common';
import { requirePermission } from '../../core/access/access.guard';
import { Principal } from '../../core/access/principal';
import { Queryable } from '../../core/database/database';
import { CursorCodec, PageOf, toPage } from '../../core/database/paging';
import { invalid } from '../../core/errors/field-errors';
import { AgentErrors } from './agents.errors';
import { AgentRecord, AgentsRepository } from './agents.repository';
import { AgentDto, toAgentDto } from './dto/agent.dto';
import { AgentListQuery } from './dto/agent-queries.dto';
import { UpdateAgentDto } from './dto/update-agent.dto';

export { AgentErrors } from './agents.errors';
export type { AgentRecord } from './agents.repository';

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

  /** As `ensure`, for many in one statement; of several names for one new agent the first counts. */
  ensureAll(db: Queryable, agents: { externalId: string; name?: string }[]): Promise<void> {
    const names = new Map<string, string>();
    for (const { externalId, name = externalId } of agents) if (!names.has(externalId)) names.set(externalId, name);
    return names.size === 0 ? Promise.resolve() : this.agents.ensureAll(db, names);
  }

  /** Throws agents.not_found. */
  async get(id: string): Promise<AgentDto> {
    return toAgentDto(found(await this.agents.findById(id), id));
  }

  /** The agent of that id or, when there is none, of that external id. */
  find(agent: string): Promise<AgentRecord | undefined> {
    return this.agents.findByEither(agent);
  }

  /** The agent of that id. Throws agents.not_found. */
  async record(id: string): Promise<AgentRecord> {
    const [agent] = await this.agents.findAll([id]);
    return found(agent, id);
  }

  /** Those of the ids that there are, in any order. */
  records(ids: string[]): Promise<AgentRecord[]> {
    return ids.length === 0 ? Promise.resolve([]) : this.agents.findAll(ids);
  }

  /** By name, without regard to capitals. Throws paging.bad_cursor. */
  async list({ limit, cursor, offset, q, team }: AgentListQuery): Promise<PageOf<AgentDto>> {
    const filters = { q, team };
    const codec = new CursorCodec('agents', filters);
    const key = cursor === undefined ? undefined : (codec.decode(cursor, ['text', 'uuid']) as [string, string]);
    const after = key && { sortName: key[0], id: key[1] };
    const [rows, total] = await Promise.all([
      this.agents.list(filters, { limit, offset: offset ?? 0, after }),
      this.agents.count(filters),
    ]);
    return toPage(rows, total, limit, { item: toAgentDto, cursor: (row) => codec.encode([row.sortName, row.id]) });
  }

  /**
   * Changes the given fields; linking to a user or from one takes the permission users.manage.
   * Throws request.invalid, auth.forbidden, agents.not_found, agents.user_unknown, agents.user_taken.
   */
  async update(id: string, { name, team, userId }: UpdateAgentDto, principal: Principal): Promise<AgentDto> {
    if (name === undefined && team === undefined && userId === undefined) {
      throw invalid([{ field: '', message: 'must hold at least one of name, team and userId' }]);
    }
    if (userId !== undefined) requirePermission(principal, 'users.manage');
    return toAgentDto(found(await this.agents.update(id, { name, team, userId }), id));
  }
}

function found<T>(row: T | undefined, id: string): T {
  if (row === undefined) throw AgentErrors.notFound.with(`There is no agent ${id}.`);
  return row;
}
