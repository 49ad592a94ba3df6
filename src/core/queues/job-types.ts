import { JobDefinition, Schedule } from './job-type';

/** Every type of job there is, and every schedule, in every role. Throws when a name is given twice. */
export class JobTypes {
  private readonly byType: ReadonlyMap<string, JobDefinition>;

  constructor(
    readonly all: readonly JobDefinition[],
    readonly schedules: readonly Schedule[],
  ) {
    this.byType = new Map(all.map((definition) => [definition.type, definition]));
    refuseRepeated(all.map(({ type }) => type));
    refuseRepeated(schedules.map(({ name }) => name));
    const unknown = schedules.find(({ type }) => !this.byType.has(type));
    if (unknown) throw new Error(`The schedule ${unknown.name} is for ${unknown.type}, which is no type of job.`);
  }

  /** Undefined for a type that this build does not know. */
  find(type: string): JobDefinition | undefined {
    return this.byType.get(type);
  }
}

function refuseRepeated(names: string[]): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new Error(`${repeated} is declared twice among the types and schedules of jobs.`);
}
