import { JobRow } from './job-row';
import { toJobDto, toProgressDto } from './job.dto';

const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 9, 30, second));
const row = (changes: Partial<JobRow> = {}): JobRow => ({
  ...{ id: '019a20ff-8125-72a8-afd4-91f98a9c9e3c', type: 'area.act', queue: 'default', status: 'queued', priority: 3 },
  ...{ payload: { a: 1 }, result: null, errorCode: null, errorMessage: null },
  ...{ progressCurrent: 0, progressTotal: null, progressMessage: null, attempts: 0, version: 1 },
  ...{ createdBy: null, correlationId: 'a-request', schedule: 'nightly', workerId: null },
  ...{ runAt: at(1), createdAt: at(0), startedAt: null, finishedAt: null },
  ...changes,
});

it('tells a job as it stands, with words for numbers and times as text', () => {
  expect(toJobDto(row({ startedAt: at(2), finishedAt: at(3), status: 'failed', errorCode: 'a.b' }))).toEqual({
    ...{ id: '019a20ff-8125-72a8-afd4-91f98a9c9e3c', type: 'area.act', queue: 'default', status: 'failed' },
    ...{ priority: 'high', progress: { current: 0, total: null, percent: null, message: null } },
    ...{ payload: { a: 1 }, result: null, error: { code: 'a.b', message: '' } },
    ...{ attempts: 0, createdBy: null, correlationId: 'a-request', version: 1 },
    ...{ runAt: '2026-03-01T09:30:01.000Z', createdAt: '2026-03-01T09:30:00.000Z' },
    ...{ startedAt: '2026-03-01T09:30:02.000Z', finishedAt: '2026-03-01T09:30:03.000Z' },
  });
  expect(toJobDto(row())).toMatchObject({ error: null, startedAt: null, finishedAt: null });
});

it.each([
  [0, null, null],
  [7, null, null],
  [0, 0, null],
  [0, 3, 0],
  [2, 3, 66],
  [29, 100, 29],
  [999, 1_000, 99],
  [3, 3, 100],
  [4, 3, 100],
  [-1, 3, 0],
])('%d of %p is %p percent', (progressCurrent, progressTotal, percent) => {
  expect(toProgressDto(row({ progressCurrent, progressTotal })).percent).toBe(percent);
});
