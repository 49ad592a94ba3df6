import { CallsService } from '../../../src/modules/calls/calls.service';
import { toNewCall, toNewUtterance } from '../../../src/modules/calls/new-call';
import { startTestApp, TestApp } from '../../support/app';
import { runSql } from '../../support/rows';
import { waitFor } from '../../support/wait-for';

jest.setTimeout(60_000);

const APPENDS = 100;

interface Updates {
  updated: number;
  hot: number;
}

describe('the row of a live call', () => {
  let parley: TestApp;

  beforeAll(async () => {
    parley = await startTestApp();
  }, 60_000);
  afterAll(() => parley.close());

  const updates = async () =>
    (
      await runSql<Updates>(
        parley.database,
        `SELECT n_tup_upd::int AS updated, n_tup_hot_upd::int AS hot FROM pg_stat_user_tables WHERE relname = 'calls'`,
      )
    )[0] as Updates;
  const sentiment = async (id: string) =>
    (
      await runSql<{ overall: number; final: number | null }>(
        parley.database,
        'SELECT sentiment_overall AS overall, sentiment_final AS final FROM calls WHERE id = $1',
        [id],
      )
    )[0] as { overall: number; final: number | null };

  it('is updated by appends without an entry in any index, though each changes its score', async () => {
    const calls = parley.app.get(CallsService);
    const { id } = (await calls.create(toNewCall({ tags: ['billing', 'renewal'], language: 'en' }), 'api')).call;
    const overall = new Set<number>();
    for (let seq = 1; seq <= APPENDS; seq += 1) {
      const text = seq % 3 === 0 ? 'This is terrible, I hate it.' : 'That is great, thank you!';
      await calls.append(id, [toNewUtterance({ seq, speaker: 'customer', text })]);
      overall.add((await sentiment(id)).overall);
    }
    expect(overall.size).toBeGreaterThan(APPENDS / 2);
    const { updated, hot } = await waitFor(
      'the server to count the updates',
      updates,
      30_000,
      (counted) => counted.updated >= APPENDS,
    );
    expect(hot).toBeGreaterThanOrEqual(updated * 0.9);
    expect((await sentiment(id)).final).toBeNull();
    await calls.complete(id);
    const { overall: last, final } = await sentiment(id);
    expect(final).toBe(last);
  });
});
