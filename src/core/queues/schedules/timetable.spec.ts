import { Config } from '../../config/config';
import { defineJob } from '../job-type';
import { JobTypes } from '../job-types';
import { Timetable } from './timetable';

class Nothing {}
const sweep = defineJob({
  type: 'house.sweep',
  title: 'Sweep',
  payload: Nothing,
  result: Nothing,
  permission: 'jobs.manage',
  example: {},
});
const types = new JobTypes(
  [sweep],
  [
    { name: 'daily-sweep', type: 'house.sweep', payload: {}, cron: '0 4 * * *' },
    { name: 'spring-clean', type: 'house.sweep', payload: {}, cron: '0 4 1 4 *' },
  ],
);
const timetable = (JOB_SCHEDULES: string) => new Timetable(types, Config.from({ JOB_SCHEDULES }));
const crons = (changes: string) => timetable(changes).entries.map(({ cron }) => cron?.expression ?? 'off');

describe('the timetable', () => {
  it('is what is declared', () => {
    expect(crons('')).toEqual(['0 4 * * *', '0 4 1 4 *']);
    expect(timetable('').find('spring-clean')?.definition).toBe(sweep);
  });

  it('is changed and switched off by name', () => {
    expect(crons(' spring-clean = off ; daily-sweep=30  5 * * MON;')).toEqual(['30 5 * * MON', 'off']);
  });

  it.each([
    ['sweep=off', 'JOB_SCHEDULES names sweep, which is none of the schedules: daily-sweep, spring-clean.'],
    ['constructor=off', 'JOB_SCHEDULES names constructor, which is none of the schedules: daily-sweep, spring-clean.'],
    [
      'daily-sweep=61 * * * *',
      'JOB_SCHEDULES must be NAME=CRON, semicolon-separated, e.g. weekly-cleanup=0 3 * * 6; "daily-sweep=61 * * * *" is not (Constraint error, got value 61 expected range 0-59).',
    ],
    [
      'daily-sweep',
      'JOB_SCHEDULES must be NAME=CRON, semicolon-separated, e.g. weekly-cleanup=0 3 * * 6; "daily-sweep" is not.',
    ],
    [
      'daily-sweep=off;daily-sweep=* * * * *',
      'JOB_SCHEDULES must name each schedule once; daily-sweep stands there twice.',
    ],
  ])('is refused with one sentence for %s', (changes, sentence) => {
    expect(() => timetable(changes)).toThrow(sentence);
  });
});
