import { QueueName, queueNames } from '../queues/job-type';
import { parseInteger, parseList } from './parsers';

/** By name of the schedule: another cron expression, or `off`. */
export type ScheduleChanges = Readonly<Record<string, string>>;
export type ConcurrencyChanges = Readonly<Partial<Record<QueueName, number>>>;

const parseCount = parseInteger(1, 200);

/** Accepts NAME=CRON or NAME=off, semicolon-separated. Whether there is such a schedule is checked where they are known. */
export function parseSchedules(raw: string): ScheduleChanges {
  const entries = raw.split(';').map((entry) => entry.trim());
  return Object.fromEntries(
    entries
      .filter((entry) => entry !== '')
      .map((entry) => {
        const [, name, cron] = /^([a-z-]+)\s*=\s*(\S.*)$/.exec(entry) ?? [];
        if (name !== undefined && cron !== undefined) return [name, cron];
        throw new Error(`must be NAME=CRON, semicolon-separated, e.g. weekly-cleanup=0 3 * * 6; "${entry}" is not`);
      }),
  );
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
