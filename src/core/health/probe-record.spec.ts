import { ProbeRecord } from './probe-record';

describe('ProbeRecord', () => {
  it('is down until the first success, and says whether it was ever asked', () => {
    const record = new ProbeRecord();
    expect(record.state).toMatchObject({ up: false, attempted: false, everUp: false, checkedAt: null });
    record.failed('refused');
    expect(record.state).toMatchObject({ up: false, attempted: true, everUp: false, error: 'refused' });
  });

  it('goes down with the third failure in a row and up with one success', () => {
    const record = new ProbeRecord();
    record.succeeded(1.26);
    const seen = ['a', 'b', 'c', 'd'].map((error) => {
      record.failed(error);
      return [record.state.up, record.state.failuresInARow];
    });
    expect(seen).toEqual([
      [true, 1],
      [true, 2],
      [false, 3],
      [false, 4],
    ]);
    expect(record.state).toMatchObject({ everUp: true, latencyMs: 1.3, error: 'd' });
    record.succeeded(2);
    expect(record.state).toMatchObject({ up: true, failuresInARow: 0, latencyMs: 2, error: null });
  });

  it('counts failures anew after a success', () => {
    const record = new ProbeRecord();
    for (const step of ['up', 'down', 'down', 'up', 'down', 'down']) {
      if (step === 'up') record.succeeded(1);
      else record.failed('x');
      expect(record.state.up).toBe(true);
    }
  });
});
