import { toRate } from './overview.service';

describe('the rate at which calls arrive', () => {
  it('is that of the whole time when all are counted', () => {
    expect(toRate({ minutes: 15, calls: 450, countedMinutes: 3 })).toEqual({
      ...{ calls: 450, perMinute: 30, isCapped: false },
    });
    expect(toRate({ minutes: 60, calls: 0, countedMinutes: null })).toMatchObject({ calls: 0, perMinute: 0 });
  });

  it('is that of the latest ones when there are more', () => {
    expect(toRate({ minutes: 1_440, calls: 100_000, countedMinutes: 2.5 })).toEqual({
      ...{ calls: 100_000, perMinute: 40_000, isCapped: true },
    });
  });
});
