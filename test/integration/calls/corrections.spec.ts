import { AppError } from '../../../src/core/errors/app-error';
import { uuidv7 } from '../../../src/core/database/ids';
import { CallsService } from '../../../src/modules/calls/calls.service';
import { CorrectionsService } from '../../../src/modules/calls/corrections/corrections.service';
import { otherSide } from '../../../src/modules/calls/corrections/undo';
import { VersionsService } from '../../../src/modules/calls/corrections/versions.service';
import { UtteranceDto } from '../../../src/modules/calls/dto/utterance.dto';
import { toNewCall, toNewUtterance } from '../../../src/modules/calls/new-call';
import { TranscriptsService } from '../../../src/modules/calls/transcripts.service';
import { startTestApp, TestApp } from '../../support/app';
import { upTo } from '../../support/call-socket';
import { runSql } from '../../support/rows';
import { utterance, utterances } from '../../support/samples';

jest.setTimeout(120_000);

const startedAt = '2026-03-01T09:30:00.000Z';
const by = { userId: uuidv7(), username: 'maria' };

/** Two processes of one installation, as seen by their services. */
describe('corrections of calls in Postgres', () => {
  let parleys: TestApp[];

  beforeAll(async () => {
    const first = await startTestApp();
    parleys = [first, await startTestApp({}, first.database)];
  }, 60_000);
  afterAll(async () => {
    for (const parley of [...parleys].reverse()) await parley.close();
  });

  const parley = (n = 0) => parleys[n % 2] as TestApp;
  const calls = (n = 0) => parley(n).app.get(CallsService);
  const corrections = (n = 0) => parley(n).app.get(CorrectionsService);
  const sql = <Row>(text: string, values: unknown[] = []) => runSql<Row>(parley().database, text, values);

  const received = async (spoken?: UtteranceDto[]): Promise<string> =>
    (await calls().create(toNewCall({ startedAt, utterances: spoken }), 'api')).call.id;
  const append = (n: number, id: string, spoken: UtteranceDto[]) => calls(n).append(id, spoken.map(toNewUtterance));

  /** Every column of the call, its utterances and what it is found by, but what tells which call it is, when, and as what it was received. */
  async function rowsOf(id: string): Promise<unknown> {
    const call = await sql(
      `SELECT to_jsonb(c) - '{id,content_digest,epoch,created_at,updated_at}'::text[] AS row FROM calls c WHERE id = $1`,
      [id],
    );
    const spoken = await sql(
      `SELECT to_jsonb(u) - '{call_id,digest,created_at}'::text[] AS row FROM utterances u WHERE call_id = $1 ORDER BY seq`,
      [id],
    );
    const search = await sql(
      `SELECT to_jsonb(s) - 'call_id' AS row FROM call_search s JOIN calls c ON c.id = call_id
       WHERE call_id = $1 AND status = 'completed'`,
      [id],
    );
    return { call, spoken, search };
  }

  describe.each(['completed', 'live'] as const)('in a %s call', (status) => {
    /** Out of order, partly untimed, and with others. */
    const spoken = upTo(60).map((n) =>
      utterance(((n * 7) % 61) + 1, {
        ...(n % 9 === 0 ? { startMs: null, endMs: null } : {}),
        ...(n % 7 === 0 ? { speaker: 'other' } : {}),
      }),
    );
    const make = async (content: UtteranceDto[]) => {
      if (status === 'completed') return received(content);
      const id = await received();
      for (let first = 0; first < content.length; first += 13) {
        await append(first, id, content.slice(first, first + 13));
      }
      return id;
    };
    const swapped = (content: UtteranceDto[]) => content.map((u) => ({ ...u, speaker: otherSide(u.speaker) }));
    const edited = (content: UtteranceDto[], text: string) => content.map((u) => (u.seq === 30 ? { ...u, text } : u));

    it('every column is what it would be had the call been received like that', async () => {
      const text = 'This is terrible and I am very angry! How could you ever do this to me?';
      const id = await make(spoken);
      await corrections().correctText({ callId: id, expectedVersion: 1, by }, 30, text);
      expect(await rowsOf(id)).toEqual(await rowsOf(await make(edited(spoken, text))));
      await corrections().swapSpeakers({ callId: id, expectedVersion: 2, by });
      const both = swapped(edited(spoken, text));
      expect(await rowsOf(id)).toEqual(await rowsOf(await make(both)));
      if (status === 'completed') return;
      const more = [utterance(70), utterance(69, { startMs: null, endMs: null }), utterance(5_000)];
      await append(0, id, more);
      await calls().complete(id);
      const like = await make([...both, ...more]);
      await calls().complete(like);
      expect(await rowsOf(id)).toEqual(await rowsOf(like));
    });

    it('rewrites just the rows that become others', async () => {
      const id = await make(spoken);
      const places = () => sql<{ seq: number }>(`SELECT seq, ctid, xmin FROM utterances WHERE call_id = $1`, [id]);
      const rows = async () =>
        new Map(((await rowsOf(id)) as { spoken: { row: { seq: number } }[] }).spoken.map(({ row }) => [row.seq, row]));
      const [placesBefore, before] = [await places(), await rows()];
      await corrections().correctText({ callId: id, expectedVersion: 1, by }, 30, 'Awful!');
      const [placesAfter, after] = [await places(), await rows()];
      const moved = placesAfter.filter(
        (one) => !placesBefore.some((two) => JSON.stringify(one) === JSON.stringify(two)),
      );
      const others = [...after.keys()].filter(
        (seq) => JSON.stringify(before.get(seq)) !== JSON.stringify(after.get(seq)),
      );
      expect(moved.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(others.sort((a, b) => a - b));
      expect(others.length).toBeLessThan(before.size);
      expect(others).toContain(30);
    });
  });

  it('lets one of twenty editors of a version win, and tells the others the version there is now', async () => {
    for (const attempt of ['text', 'details', 'swap'] as const) {
      const id = await received(utterances(1, 50));
      const occasion = { callId: id, expectedVersion: 1, by };
      const results = await Promise.allSettled(
        upTo(20).map((n) => {
          if (attempt === 'text') return corrections(n).correctText(occasion, n, `Text of editor ${n}`);
          if (attempt === 'swap') return corrections(n).swapSpeakers(occasion);
          return corrections(n).correctDetails(occasion, { tags: [String(n)] });
        }),
      );
      const won = results.filter(({ status }) => status === 'fulfilled');
      const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as AppError] : []));
      expect(won).toHaveLength(1);
      expect(lost.map(({ type, message }) => [type.code, message.includes('version 2')])).toEqual(
        Array(19).fill(['calls.version_stale', true]),
      );
      expect(await calls().get(id)).toMatchObject({ epoch: 2 });
      expect(await sql('SELECT version FROM call_versions WHERE call_id = $1', [id])).toEqual([{ version: 1 }]);
    }
  });

  it('loses neither an append nor a correction when both come at once from two processes', async () => {
    const id = await received();
    await append(0, id, utterances(1, 20));
    const texts = new Map<number, string>();
    const editor = async (n: number) => {
      for (const round of upTo(5)) {
        const [seq, text] = [(n % 20) + 1, `So terrible, edited ${round} times by ${n}!`];
        await persist(n, id, (expectedVersion) =>
          corrections(n).correctText({ callId: id, expectedVersion, by }, seq, text),
        );
        texts.set(seq, text);
      }
    };
    await Promise.all([
      ...upTo(4).map(editor),
      ...upTo(40).map((n) => append(n, id, utterances(100 * n, 100 * n + 4))),
    ]);
    expect(await calls().get(id)).toMatchObject({ epoch: 21, lastPosition: 220 });
    const order = await sql<{ seq: number }>('SELECT seq FROM utterances WHERE call_id = $1 ORDER BY position', [id]);
    expect(order).toHaveLength(220);
    const like = await received();
    for (let first = 0; first < order.length; first += 55) {
      const slice = order.slice(first, first + 55);
      await append(
        0,
        like,
        slice.map(({ seq }) => utterance(seq, texts.has(seq) ? { text: texts.get(seq) } : {})),
      );
    }
    expect(await rowsOf(id)).toEqual(await rowsOf(like));
  });

  it('are whole or none when the call is completed or deleted at the same moment', async () => {
    for (const round of upTo(5)) {
      const id = await received();
      await append(0, id, utterances(1, 30));
      const correct = (n: number) =>
        persist(n, id, (expectedVersion) => corrections(n).swapSpeakers({ callId: id, expectedVersion, by }));
      await Promise.all([correct(0), calls(1).complete(id), correct(1)]);
      const like = await received(utterances(1, 30));
      expect(((await rowsOf(id)) as { spoken: unknown }).spoken).toEqual(
        ((await rowsOf(like)) as { spoken: unknown }).spoken,
      );
      expect((await calls().get(id)).sentiment).toEqual((await calls().get(like)).sentiment);
      const answers = await Promise.allSettled([
        corrections(0).correctText({ callId: id, expectedVersion: 3, by }, 1, `Round ${round}`),
        calls(1).delete(id, by),
        corrections(1).correctDetails({ callId: id, expectedVersion: 3, by }, { tags: ['x'] }),
      ]);
      const codes = answers.map((one) => (one.status === 'fulfilled' ? 'done' : (one.reason as AppError).type.code));
      expect(codes[1]).toBe('done');
      expect(['done', 'calls.not_found', 'calls.version_stale']).toEqual(expect.arrayContaining(codes));
      expect(await sql('SELECT FROM call_versions WHERE call_id = $1', [id])).toEqual([]);
    }
  });

  /** Corrects the version there is, until nobody was quicker. */
  async function persist<T>(n: number, id: string, correct: (expectedVersion: number) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await correct((await calls(n).get(id)).epoch);
      } catch (error) {
        if ((error as AppError).type.code !== 'calls.version_stale') throw error;
      }
    }
  }

  it('of a call of 20,000 utterances take seconds at most, and its versions are read as quickly', async () => {
    const id = await received(
      upTo(20_000).map((seq) => utterance(seq, seq % 3 === 0 ? { startMs: null, endMs: null } : {})),
    );
    const before = await parley().app.get(TranscriptsService).transcript(id, []);
    const timed = async (name: string, work: () => Promise<unknown>) => {
      const began = performance.now();
      await work();
      const ms = performance.now() - began;
      process.stderr.write(`corrections: ${name} of 20,000 utterances took ${ms.toFixed(0)} ms\n`);
      expect(ms).toBeLessThan(12_000);
    };
    await timed('the text of the first', () =>
      corrections().correctText({ callId: id, expectedVersion: 1, by }, 1, 'It was terrible.'),
    );
    await timed('the text of the last', () =>
      corrections().correctText({ callId: id, expectedVersion: 2, by }, 20_000, 'It was terrible.'),
    );
    await timed('a swap', () => corrections().swapSpeakers({ callId: id, expectedVersion: 3, by }));
    await timed('a tag', () =>
      corrections().correctDetails({ callId: id, expectedVersion: 4, by }, { tags: ['long'] }),
    );
    const versions = parley().app.get(VersionsService);
    await timed('the first version', async () => {
      expect((await versions.get(id, 1)).utterances).toEqual(before.utterances);
    });
  });
});
