import { QueueName, queueNames } from '../queues/job-type';
import { Cron } from '../queues/schedules/cron';
import { parseInteger, parseList } from './parsers';

/** By name of the schedule: another cron expression, or `off`. */
export type ScheduleChanges = Readonly<Record<string, Cron | 'off'>>;
export type ConcurrencyChanges = Readonly<Partial<Record<QueueName, number>>>;

const parseCount = parseInteger(1, 200);

/** Accepts NAME=CRON or NAME=off, semicolon-separated. Whether there is such a schedule is checked where they are known. */
export function parseSchedules(raw: string): ScheduleChanges {
  const changes = new Map<string, Cron | 'off'>();
  for (const entry of raw.split(';').map((part) => part.trim())) {
    if (entry === '') continue;
    const [, name, cron] = /^([a-z-]+)\s*=\s*(\S.*)$/.exec(entry) ?? [];
    if (name === undefined || cron === undefined) throw scheduleFault(entry, '');
    if (changes.has(name)) throw new Error(`must name each schedule once; ${name} stands there twice`);
    changes.set(name, cron === 'off' ? 'off' : parseCron(entry, cron));
  }
  return Object.fromEntries(changes);
}

function parseCron(entry: string, text: string): Cron {
  try {
    return Cron.parse(text);
  } catch (error) {
    throw scheduleFault(entry, ` (${(error as Error).message.replace(/\.$/, '')})`);
  }
}

function scheduleFault(entry: string, reason: string): Error {
  return new Error(`must be NAME=CRON, semicolon-separated, e.g. weekly-cleanup=0 3 * * 6; "${entry}" is not${reason}`);
}

/** Accepts QUEUE=NUMBER, comma-separated. */
export function parseConcurrency(raw: string): ConcurrencyChanges {
  return Object.fromEntries(
    parseList(raw).map((entry) => {
      const [, given = '', count = ''] = /^([^=]*)=(.*)$/.exec(entry) ?? [];
      if (!queueNames.some((name) => name === given.trim())) {
        throw new Error(
          `must be QUEUE=NUMBER, comma-separated, of the queues ${queueNames.join(', ')}; "${entry}" is not`,
        );
      }
      return [given.trim(), parseCount(count.trim())];
    }),
  );
}
