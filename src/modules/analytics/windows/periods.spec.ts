import { dayAfter, daysBetween, periodsOf } from './periods';

describe('the periods of a time', () => {
  it('are days, over the end of a leap year February', () => {
    expect(periodsOf('2024-02-28', '2024-03-01', 'day')).toEqual(['2024-02-28', '2024-02-29', '2024-03-01']);
  });

  it('are weeks from the Monday before, over the end of a year', () => {
    expect(periodsOf('2026-01-01', '2026-01-05', 'week')).toEqual(['2025-12-29', '2026-01-05']);
    expect(periodsOf('2026-01-04', '2026-01-04', 'week')).toEqual(['2025-12-29']);
  });

  it('are months from the first day, however long they are', () => {
    expect(periodsOf('2025-12-31', '2026-03-01', 'month')).toEqual([
      '2025-12-01',
      '2026-01-01',
      '2026-02-01',
      '2026-03-01',
    ]);
  });

  it('are not more than a series holds', () => {
    expect(periodsOf('2023-01-01', dayAfter('2023-01-01', 1_099), 'day')).toHaveLength(1_100);
    expect(() => periodsOf('2023-01-01', dayAfter('2023-01-01', 1_100), 'day')).toThrow('at most 1100 points');
  });

  it('are counted in days, whatever the clock does', () => {
    expect(daysBetween('2026-03-01', '2026-04-01')).toBe(31);
    expect(dayAfter('2026-03-01', -1)).toBe('2026-02-28');
  });
});
