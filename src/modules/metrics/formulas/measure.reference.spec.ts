import { generatedConversations, SEED } from '../../../../test/support/generated-conversations';
import { importedConversations } from '../../../../test/support/imported-conversations';
import { disagreements } from '../../../../test/support/reference-metrics/disagreements';
import { measure } from './measure';

describe('the formulas and a second implementation that counts moment by moment', () => {
  it('agree on every figure and detail of every real call', async () => {
    const calls = await importedConversations();
    expect(calls.length).toBeGreaterThanOrEqual(12);
    expect(
      disagreements(
        measure,
        calls.map(({ conversation }) => conversation),
      ),
    ).toEqual({});
  });

  it(`agree on every figure and detail of 2,000 generated calls (SEED=${SEED})`, () => {
    expect(disagreements(measure, generatedConversations(SEED, 2_000))).toEqual({});
  });
});
