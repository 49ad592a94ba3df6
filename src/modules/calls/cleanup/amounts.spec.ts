import { Amounts, NOTHING, together } from './amounts';

const amounts = (calls: number, oldest: string | null, newest: string | null): Amounts => ({
  calls,
  utterances: calls * 20,
  documents: calls * 2,
  oldest,
  newest,
});

describe('two amounts together', () => {
  const one = amounts(1, '2024-01-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z');
  const other = amounts(2, '2024-02-01T00:00:00.000Z', '2024-02-01T00:00:00.000Z');

  it('are sums, from the oldest to the newest of both', () => {
    const sum = amounts(3, one.oldest, one.newest);
    expect([together(one, other), together(other, one)]).toEqual([sum, sum]);
  });

  it('are the one where the other is nothing', () => {
    expect([together(one, NOTHING), together(NOTHING, one)]).toEqual([one, one]);
    expect(together(NOTHING, NOTHING)).toEqual(NOTHING);
  });
});
