import { Injectable } from '@nestjs/common';
import { Config, ConfigError } from '../../config/config';
import { JobDefinition, Schedule } from '../job-type';
import { JobTypes } from '../job-types';
import { Cron } from './cron';

/** A schedule as this installation has it. */
export interface TimetableEntry {
  name: string;
  definition: JobDefinition;
  payload: object;
  /** As the schedule declares it, or as JOB_SCHEDULES changes it; undefined: switched off. */
  cron: Cron | undefined;
}

/** What the clock orders: the declared schedules with the changes of JOB_SCHEDULES. The same in every role. */
@Injectable()
export class Timetable {
  readonly entries: readonly TimetableEntry[];

  /** Throws ConfigError when JOB_SCHEDULES names a schedule that there is not. */
  constructor(types: JobTypes, config: Config) {
    const changes = config.get('JOB_SCHEDULES');
    const names = types.schedules.map(({ name }) => name);
    const unknown = Object.keys(changes).find((name) => !names.includes(name));
    if (unknown !== undefined) {
      throw new ConfigError(`JOB_SCHEDULES names ${unknown}, which is none of the schedules: ${names.join(', ')}.`);
    }
    this.entries = types.schedules.map((schedule) => entryOf(schedule, types, changes[schedule.name]));
  }

  find(name: string): TimetableEntry | undefined {
    return this.entries.find((entry) => entry.name === name);
  }
}

function entryOf({ name, type, payload, cron }: Schedule, types: JobTypes, change: Cron | 'off' | undefined) {
  // The registry has refused schedules for types that it does not know.
  const definition = types.find(type) as JobDefinition;
  return { name, definition, payload, cron: change === 'off' ? undefined : (change ?? Cron.parse(cron)) };
}
