import fc from 'fast-check';
import { Database } from '../../../src/core/database/database';
import { uuidv7 } from '../../../src/core/database/ids';
import { CallsService } from '../../../src/modules/calls/calls.service';
import { CorrectionsRepository } from '../../../src/modules/calls/corrections/corrections.repository';
import { CorrectionsService } from '../../../src/modules/calls/corrections/corrections.service';
import { VersionsService } from '../../../src/modules/calls/corrections/versions.service';
import { toNewCall, toNewUtterance } from '../../../src/modules/calls/new-call';
import { TranscriptsService } from '../../../src/modules/calls/transcripts.service';
import { startTestApp, TestApp } from '../../support/app';
import { upTo } from '../../support/call-socket';
import { utterance, utterances } from '../../support/samples';

jest.setTimeout(120_000);

const by = { userId: uuidv7(), username: 'maria' };

type Step = { kind: 'append' | 'utterance' | 'tags' | 'customer' | 'metadata' | 'swap' | 'complete'; n: number };

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom<Step['kind']>(
    ...['append' as const, 'append' as const, 'utterance' as const, 'utterance' as const, 'utterance' as const],
    ...['tags' as const, 'customer' as const, 'metadata' as const, 'swap' as const, 'swap' as const],
    ...['complete' as const],
  ),
  n: fc.nat({ max: 5 }),
});

describe('the versions of calls in Postgres', () => {
  let parley: TestApp;
  let calls: CallsService;
  let corrections: CorrectionsService;
  let versions: VersionsService;

  beforeAll(async () => {
    parley = await startTestApp();
    [calls, corrections] = [parley.app.get(CallsService), parley.app.get(CorrectionsService)];
    versions = parley.app.get(VersionsService);
  }, 60_000);
  afterAll(() => parley.close());

  const make = async (body: object) => (await calls.create(toNewCall(body), 'api')).call.id;

  /** What of a call belongs to its versions, as everybody reads it now. */
  async function content(callId: string) {
    const { tags, customer, metadata, sentiment, lastPosition, epoch } = await calls.get(callId);
    const { utterances: spoken } = await parley.app.get(TranscriptsService).transcript(callId, []);
    return { callId, version: epoch, tags, customer, metadata, sentiment, lastPosition, utterances: spoken };
  }

  async function take(callId: string, { kind, n }: Step): Promise<void> {
    const { status, epoch: expectedVersion, lastPosition } = await calls.get(callId);
    const occasion = { callId, expectedVersion, by };
    const details = { tags: { tags: [`t${n}`] }, metadata: { metadata: { n } } };
    if (kind === 'append' && status === 'live')
      await calls.append(callId, [toNewUtterance(utterance(lastPosition + 1))]);
    if (kind === 'complete' && n === 0) await calls.complete(callId);
    if (kind === 'swap') await corrections.swapSpeakers(occasion);
    if (kind === 'customer') await corrections.correctDetails(occasion, { customer: n === 0 ? null : `c${n}` });
    if (kind === 'tags' || kind === 'metadata') await corrections.correctDetails(occasion, details[kind]);
    if (kind === 'utterance' && lastPosition > 0) {
      const seq = ((n * 7) % lastPosition) + 1;
      await corrections.correctText(occasion, seq, ['Awful!', 'Great, thank you!', 'It was fine.'][n % 3] as string);
    }
  }

  it('are read back as they were when they were current, whatever happened to the call', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
        const id = await make({});
        const received = await content(id);
        const seen = new Map([[1, received]]);
        for (const one of steps) {
          await take(id, one);
          const now = await content(id);
          seen.set(now.version, now);
        }
        // An append or the completion belongs to the version in which it came: the last look at each counts.
        for (const [version, then] of seen) {
          expect(await versions.get(id, version)).toEqual({ ...then, currentVersion: seen.size });
        }
        expect((await versions.list(id, { limit: 200 })).items.map((item) => item.version).reverse()).toEqual(
          upTo(seen.size),
        );
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });

  it('are never mixed of what stood before and after a correction that is made meanwhile', async () => {
    const id = await make({ utterances: utterances(1, 300) });
    const first = await content(id);
    let done = false;
    const swaps = (async () => {
      for (const expectedVersion of upTo(30)) await corrections.swapSpeakers({ callId: id, expectedVersion, by });
      done = true;
    })();
    let reads = 0;
    while (!done) {
      const { currentVersion, ...read } = await versions.get(id, 1);
      expect(read).toEqual(first);
      reads += currentVersion > 1 ? 1 : 0;
    }
    await swaps;
    expect(reads).toBeGreaterThan(5);
  });

  it('take few rows to read after many corrections, and no texts of utterances that came later', async () => {
    const id = await make({});
    const append = (first: number, last: number) => calls.append(id, utterances(first, last).map(toNewUtterance));
    await append(1, 2);
    let expectedVersion = 0;
    const next = () => ({ callId: id, expectedVersion: (expectedVersion += 1), by });
    await corrections.correctText(next(), 1, 'Text 0');
    await append(3, 10);
    for (const n of upTo(10)) {
      for (const seq of [1, 2, 5, 6]) await corrections.correctText(next(), seq, `Text ${n}`);
      await corrections.swapSpeakers(next());
      await corrections.correctDetails(next(), { tags: [String(n)], customer: String(n) });
      await corrections.correctDetails(next(), { tags: [`${n}`, 'more'] });
    }
    const repository = parley.app.get(CorrectionsRepository);
    const since = (version: number) =>
      parley.app
        .get(Database)
        .transaction(async (tx) =>
          (await repository.since(tx, id, version)).map((row) => row.version).sort((a, b) => a - b),
        );
    // The version itself, the first of utterance 2, two of ten swaps, and the first of tags and customer.
    expect(await since(1)).toEqual([1, 3, 6, 7, 69]);
    // The version itself replaced utterance 1; four utterances, two of ten swaps, the first of tags and customer.
    expect(await since(2)).toEqual([2, 3, 4, 5, 6, 7, 69]);
    expect(await since(71)).toEqual([71]);
  });
});
