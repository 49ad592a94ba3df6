import { cutEvidence } from './evidence';

describe('the evidence of a metric', () => {
  const stretch = (seq: number, seqs = [seq]) => ({
    ...{ startMs: seq * 1_000, endMs: seq * 1_000 + 800 },
    ...{ speaker: 'agent' as const, seqs, amount: 800 },
  });
  const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

  it('is told as it is', () => {
    expect(cutEvidence([stretch(1), stretch(2)])).toEqual({ evidence: [stretch(1), stretch(2)], evidenceTotal: 2 });
    expect(cutEvidence([])).toEqual({ evidence: [], evidenceTotal: 0 });
  });

  it('is none where there is nothing to point at', () => {
    expect(cutEvidence(null)).toEqual({ evidence: null, evidenceTotal: 0 });
  });

  it('is cut to the first ones, with their number, however long the call is', () => {
    const { evidence, evidenceTotal } = cutEvidence([
      stretch(0, upTo(20_000)),
      ...upTo(999).map((seq) => stretch(seq)),
    ]);
    expect([evidence?.length, evidenceTotal]).toEqual([200, 1_000]);
    expect(evidence?.at(-1)).toEqual(stretch(199));
    expect(evidence?.[0]?.seqs).toEqual(upTo(100));
  });
});
