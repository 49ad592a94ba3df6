import { CoreErrors } from '../../errors/core-errors';
import { PermanentJobError } from '../job-faults';
import { explain, outcomeOf, storable } from './outcome';

const retry = { attempts: 4, backoffMs: 1_000 };
const after = (attempts: number, random = 1, starts = attempts) =>
  outcomeOf(explain(new Error('it broke')), { attempts, starts }, retry, random);

describe('what becomes of a failed run', () => {
  it('is another one, after a time that doubles and is spread from none to all of it', () => {
    expect([1, 2, 3].map((attempts) => after(attempts))).toMatchObject([
      { status: 'queued', dispatch: 'later', delayMs: 1_000, counts: true },
      { delayMs: 2_000 },
      { delayMs: 4_000 },
    ]);
    expect(after(3, 0)).toMatchObject({ delayMs: 0 });
    expect(after(3, 0.5)).toMatchObject({ delayMs: 2_000 });
  });

  it('waits a quarter of an hour at most', () => {
    const patient = { attempts: 100, backoffMs: 60_000 };
    const outcome = outcomeOf(explain(new Error('it broke')), { attempts: 40, starts: 40 }, patient, 1);
    expect(outcome).toMatchObject({ delayMs: 15 * 60_000 });
  });

  it('is the end when its attempts are used up, or when it was refused for good', () => {
    expect(after(4)).toEqual({
      ...{ status: 'failed', errorCode: 'job.failed', counts: true },
      errorMessage: 'Something went wrong on our side.',
    });
    const first = { attempts: 1, starts: 1 };
    expect(outcomeOf(explain(new PermanentJobError('a.b', 'No.')), first, retry, 1)).toMatchObject({
      ...{ status: 'failed', errorCode: 'a.b', errorMessage: 'No.' },
    });
    expect(outcomeOf(explain(CoreErrors.notFound.with('Gone.')), first, retry, 1)).toMatchObject({
      ...{ status: 'failed', errorCode: 'request.not_found', errorMessage: 'Gone.' },
    });
  });

  it('costs no attempt while the database is away, but not for ever', () => {
    const away = explain(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
    expect(outcomeOf(away, { attempts: 4, starts: 20 }, retry, 1)).toMatchObject({ status: 'queued', counts: false });
    expect(outcomeOf(away, { attempts: 4, starts: 3_005 }, retry, 1)).toMatchObject({ status: 'failed' });
  });

  it('fails no job within hours because the disk is full', () => {
    const full = explain(Object.assign(new Error('no space left'), { code: '53100', severity: 'ERROR' }));
    let waitedMs = 0;
    for (let starts = 1; ; starts += 1) {
      const outcome = outcomeOf(full, { attempts: 1, starts }, retry, 0.5);
      if (outcome.status !== 'queued' || outcome.counts) break;
      waitedMs += outcome.delayMs;
      expect(outcome.delayMs).toBeLessThanOrEqual(30_000);
    }
    expect(waitedMs).toBeGreaterThan(8 * 3_600_000);
  });

  it('is told in text that can be stored', () => {
    expect(storable('a\0b\ud800c\u{1f600}', 10)).toBe('a\u{fffd}b\u{fffd}c\u{1f600}');
    expect(storable('x'.repeat(2_000))).toHaveLength(1_000);
    expect(storable('ab\u{1f600}', 3)).toBe('ab\u{fffd}');
  });
});
