import { LedgerWatch } from './ledger-watch';

describe('the watch over the ledger', () => {
  let watch: LedgerWatch;
  const sawEach = (step: number, from: number, to: number) => {
    for (let now = from; now <= to; now += step) watch.saw(now);
  };
  beforeEach(() => {
    watch = new LedgerWatch(15_000);
  });

  it('is whole after a lease of reads, and not before', () => {
    sawEach(1_000, 500, 15_499);
    expect(watch.isWhole).toBe(false);
    watch.saw(15_500);
    expect(watch.isWhole).toBe(true);
  });

  it('is not whole before anything was read', () => expect(watch.isWhole).toBe(false));

  it('begins anew after a failed read', () => {
    sawEach(1_000, 0, 20_000);
    watch.failed();
    expect(watch.isWhole).toBe(false);
    sawEach(1_000, 21_000, 35_000);
    expect(watch.isWhole).toBe(false);
    watch.saw(36_000);
    expect(watch.isWhole).toBe(true);
  });

  it('begins anew after a gap that nobody failed in, as after a sleep', () => {
    sawEach(1_000, 0, 20_000);
    watch.saw(27_501);
    expect(watch.isWhole).toBe(false);
  });

  it('bears a gap of half a lease', () => {
    sawEach(1_000, 0, 20_000);
    watch.saw(27_500);
    expect(watch.isWhole).toBe(true);
  });

  it('begins anew when the clock of the database goes back', () => {
    sawEach(1_000, 0, 20_000);
    watch.saw(19_999);
    expect(watch.isWhole).toBe(false);
  });
});
