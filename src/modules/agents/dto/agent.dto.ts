import { ApiProperty } from '@nestjs/swagger';
import { AgentRow } from '../agent-row';

const ID_EXAMPLE = '01990a5c-7f3e-7c1a-9d2b-3f4e5a6b7c8d';

export class AgentDto {
  @ApiProperty({ example: ID_EXAMPLE, format: 'uuid' })
  id!: string;

  /** The sender's own id of the agent. */
  @ApiProperty({ example: 'agent-17' })
  externalId!: string;

  @ApiProperty({ example: 'Maria Lopez' })
  name!: string;

  @ApiProperty({ example: 'Billing', type: String, nullable: true })
  team!: string | null;

  /** The account that the agent signs in with; null when there is none or it was deleted. */
  @ApiProperty({ example: ID_EXAMPLE, type: String, format: 'uuid', nullable: true })
  userId!: string | null;

  @ApiProperty({ example: '2026-03-01T09:30:00.000Z', format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ example: '2026-03-01T09:36:12.000Z', format: 'date-time' })
  updatedAt!: string;
}

export function toAgentDto({ id, externalId, name, team, userId, createdAt, updatedAt }: AgentRow): AgentDto {
  const times = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
  return { id, externalId, name, team, userId, ...times };
}
