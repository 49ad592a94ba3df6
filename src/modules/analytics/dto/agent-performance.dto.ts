import { ApiProperty } from '@nestjs/swagger';
import { AnsweredDto, ByMetric, MetricValueDto, VALUE_EXAMPLE } from './values.dto';

export class NamedAgentDto {
  @ApiProperty({ example: '019a20ff-8125-72a8-afd4-91f98a9c9e3c', format: 'uuid' })
  id!: string;

  /** The sender's own id. */
  @ApiProperty({ example: 'agent-17' })
  externalId!: string;

  @ApiProperty({ example: 'Maria Lopez' })
  name!: string;
}

export class AgentPerformanceDto {
  @ApiProperty({ type: () => NamedAgentDto })
  agent!: NamedAgentDto;

  /** Place in the order that was asked for, from 1; agents whose values are equal share one, and null is without a value. */
  @ApiProperty({ example: 1, type: 'integer', nullable: true })
  rank!: number | null;

  @ByMetric(MetricValueDto, VALUE_EXAMPLE)
  metrics!: Record<string, MetricValueDto>;
}

/** All agents of the answer together, whatever page was asked for. */
export class TeamDto {
  /** How many agents. */
  @ApiProperty({ example: 12, type: 'integer' })
  agents!: number;

  /** Over all of their calls: the sum of the numerators by the sum of the denominators. */
  @ByMetric(MetricValueDto, VALUE_EXAMPLE)
  metrics!: Record<string, MetricValueDto>;
}

export class AgentsPerformanceDto extends AnsweredDto {
  /** The order. */
  @ApiProperty({ example: '-calls.v1' })
  sort!: string;

  /** Agents that have calls; calls without an agent are left out. */
  @ApiProperty({ type: [AgentPerformanceDto] })
  items!: AgentPerformanceDto[];

  /** How many agents have calls. */
  @ApiProperty({ example: 12, type: 'integer' })
  total!: number;

  @ApiProperty({ type: () => TeamDto })
  team!: TeamDto;
}
