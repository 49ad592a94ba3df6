import { Cron } from './cron';

const ticks = (text: string, time: string) => {
  const cron = Cron.parse(text);
  return [cron.lastUpTo(new Date(time)), cron.after(new Date(time))].map((tick) => tick.toISOString());
};

describe('a cron expression', () => {
  it.each([
    ['0 3 * * 0', '2026-03-02T10:00:00.000Z', '2026-03-01T03:00:00.000Z', '2026-03-08T03:00:00.000Z'],
    ['0 3 * * 7', '2026-03-02T10:00:00.000Z', '2026-03-01T03:00:00.000Z', '2026-03-08T03:00:00.000Z'],
    ['*/15 8-9 * * MON-FRI', '2026-03-06T09:50:00.000Z', '2026-03-06T09:45:00.000Z', '2026-03-09T08:00:00.000Z'],
    ['0 0 29 2 *', '2026-03-01T00:00:00.000Z', '2024-02-29T00:00:00.000Z', '2028-02-29T00:00:00.000Z'],
  ])('%s at %s ticked last at %s and ticks next at %s', (text, time, last, next) => {
    expect(ticks(text, time)).toEqual([last, next]);
  });

  it('ticks at the minute itself, and not again a millisecond later', () => {
    expect(ticks('0 * * * *', '2026-03-01T02:59:59.999Z')[0]).toBe('2026-03-01T02:00:00.000Z');
    for (const time of ['2026-03-01T03:00:00.000Z', '2026-03-01T03:00:00.001Z']) {
      expect(ticks('0 * * * *', time)).toEqual(['2026-03-01T03:00:00.000Z', '2026-03-01T04:00:00.000Z']);
    }
  });

  it('knows no summer time', () => {
    const hours = ['2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'];
    expect(hours.map((time) => ticks('0 * * * *', time)[1]?.slice(11, 16))).toEqual([
      '01:00',
      '02:00',
      '01:00',
      '02:00',
    ]);
  });

  it('is the same whatever stands between its fields', () => {
    expect(Cron.parse('  0   3 *\t* 0 ').expression).toBe('0 3 * * 0');
  });

  it.each([
    ['', '1 fields instead of five'],
    ['* * * *', '4 fields instead of five'],
    ['0 0 3 * * 0', '6 fields instead of five'],
    ['@daily', '1 fields instead of five'],
    ['H * * * *', 'H is not understood'],
    ['0 0 L * *', 'L is not understood'],
    ['0 0 ? * *', '? is not understood'],
    ['0 0 * * 1#1', '1#1 is not understood'],
    ['61 * * * *', 'Constraint error, got value 61 expected range 0-59'],
    ['0 0 * * 8', 'Constraint error, got value 8 expected range 0-7'],
    ['*/0 * * * *', 'Constraint error, cannot repeat at every 0 time.'],
    ['0 0 30 2 *', 'Invalid explicit day of month definition'],
  ])('%s is refused: %s', (text, reason) => {
    expect(() => Cron.parse(text)).toThrow(reason);
  });
});
