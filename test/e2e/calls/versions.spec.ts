import { AccessTokens } from '../../../src/core/access/tokens/access-tokens';
import { uuidv7 } from '../../../src/core/database/ids';
import { PageOf } from '../../../src/core/database/paging';
import { CallVersionDto } from '../../../src/modules/calls/corrections/dto/call-version.dto';
import { startTestApp, TestApp } from '../../support/app';
import { CallSocket, closeCallSockets, upTo } from '../../support/call-socket';
import { Corrector } from '../../support/correcting';
import { expectProblem, expectStatus, RestClient } from '../../support/rest-client';
import { utterance } from '../../support/samples';

const MARIA = { id: uuidv7(), username: 'maria' };

describe('the versions of calls', () => {
  let parley: TestApp;
  let calls: Corrector;
  let token: string;

  beforeAll(async () => {
    parley = await startTestApp();
    token = parley.app.get(AccessTokens).issue({ ...MARIA, role: 'user' }, uuidv7()).token;
    calls = new Corrector(new RestClient(parley.url, token));
  }, 60_000);
  afterEach(closeCallSockets);
  afterAll(() => parley.close());

  it('are told newest first, with who made them and how', async () => {
    const call = await calls.completed({ tags: ['a'] });
    expectStatus(await calls.text(call.id, 3, { expectedVersion: 1, text: 'New words.' }), 200);
    expectStatus(await calls.details(call.id, { expectedVersion: 2, tags: ['b'], customer: 'Ann' }), 200);
    const { updatedAt } = expectStatus(await calls.swap(call.id, 3), 200);
    const { items, ...page } = expectStatus(await calls.versions(call.id), 200);
    expect(page).toEqual({ nextCursor: null, total: 4, totalIsCapped: false });
    expect(items).toMatchObject([
      { version: 4, by: MARIA, change: { kind: 'swap' } },
      { version: 3, by: MARIA, change: { kind: 'details', fields: ['tags', 'customer'] } },
      { version: 2, by: MARIA, change: { kind: 'utterance', seq: 3 } },
      { version: 1, by: null, change: { kind: 'received' }, at: call.createdAt },
    ]);
    expect(items.map(({ at }) => at)).toEqual(
      items
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
    expect(Math.abs(Date.parse(items[0]?.at ?? '') - Date.parse(updatedAt))).toBeLessThan(1_000);
  });

  it('are paged by cursor and by offset', async () => {
    const { id } = await calls.completed();
    for (const n of upTo(6)) expectStatus(await calls.details(id, { expectedVersion: n, tags: [String(n)] }), 200);
    const seen: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = `?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page: PageOf<CallVersionDto> = expectStatus(await calls.versions(id, query), 200);
      expect(page.total).toBe(7);
      seen.push(...page.items.map((item) => item.version));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
    const skipped = expectStatus(await calls.versions(id, '?limit=2&offset=5'), 200);
    expect(skipped.items.map((item) => item.version)).toEqual([2, 1]);
    expect(skipped.nextCursor).toBeNull();
  });

  it('refuse a cursor of another call', async () => {
    const [one, other] = [await calls.completed(), await calls.completed()];
    expectStatus(await calls.details(one.id, { expectedVersion: 1, tags: ['x'] }), 200);
    const { nextCursor } = expectStatus(await calls.versions(one.id, '?limit=1'), 200);
    expectProblem(await calls.versions(other.id, `?cursor=${nextCursor}`), 400, 'paging.bad_cursor');
  });

  it('are read as they were, the current one too', async () => {
    const { id } = await calls.completed({ tags: ['a'], customer: 'Ann', metadata: { n: 1 } });
    const seen: unknown[] = [];
    const look = async () => {
      const [{ tags, customer, metadata, sentiment }, spoken] = [await calls.read(id), await calls.transcript(id)];
      seen.push({ tags, customer, metadata, sentiment, utterances: spoken.utterances });
    };
    await look();
    expectStatus(await calls.text(id, 2, { expectedVersion: 1, text: 'It was awful and terrible!' }), 200);
    await look();
    expectStatus(await calls.swap(id, 2), 200);
    await look();
    expectStatus(await calls.details(id, { expectedVersion: 3, tags: ['b'], customer: null }), 200);
    await look();
    expectStatus(await calls.text(id, 2, { expectedVersion: 4, text: 'Wonderful, thank you!' }), 200);
    await look();
    for (const [index, content] of seen.entries()) {
      const past = expectStatus(await calls.version(id, index + 1), 200);
      expect(past).toEqual({
        ...{ callId: id, version: index + 1, currentVersion: 5, lastPosition: 6 },
        ...(content as object),
      });
    }
  });

  it('hold no utterance that came after they were replaced', async () => {
    const { id } = await calls.create();
    await calls.append(id, 1, 2);
    const { sentiment } = await calls.read(id);
    expectStatus(await calls.text(id, 1, { expectedVersion: 1, text: 'New words.' }), 200);
    await calls.append(id, 3, 5);
    expect(expectStatus(await calls.version(id, 1), 200)).toMatchObject({
      ...{ lastPosition: 2, sentiment },
      utterances: [
        { seq: 1, text: utterance(1).text },
        { seq: 2, text: utterance(2).text },
      ],
    });
    expect(expectStatus(await calls.version(id, 2), 200).utterances).toHaveLength(5);
  });

  it.each([0, -1, '1.5', 'x', '99999999999999999999'])('refuse the number %s', async (number) => {
    const { id } = await calls.completed();
    expectProblem(await calls.version(id, number), 400, 'request.invalid');
  });

  it('are as many as there are and no more', async () => {
    const { id } = await calls.completed();
    const problem = expectProblem(await calls.version(id, 2), 404, 'calls.version_not_found');
    expect(problem.detail).toContain('1 to 1');
    expectProblem(await calls.version(id, 999_999_999), 404, 'calls.version_not_found');
  });

  it('tells those who follow the call to read again; with the old epoch they are answered everything', async () => {
    const { id } = await calls.create();
    await calls.append(id, 1, 5);
    const client = await CallSocket.connect(parley.url, token);
    const { epoch } = await client.subscribe(id);
    expectStatus(await calls.text(id, 2, { expectedVersion: 1, text: 'It was awful!' }), 200);
    expect(await client.events('resync')).toEqual([{ callId: id, epoch: 2 }]);
    const anew = await client.subscribe(id, { after: 5, epoch });
    expect(anew).toMatchObject({ epoch: 2, lastPosition: 5, points: await calls.points(id) });
    expect(anew.points[1]).toMatchObject({ position: 2, text: 'It was awful!', epoch: 2 });
    await calls.append(id, 6, 6);
    const pushed = await client.events('sentiment_update');
    expect(pushed).toEqual([(await calls.points(id))[5]]);
    expectStatus(await calls.details(id, { expectedVersion: 2, tags: ['x'] }), 200);
    expectStatus(await calls.details(id, { expectedVersion: 3, tags: ['x'] }), 200);
    expect(await client.events('resync', 2)).toEqual([
      { callId: id, epoch: 2 },
      { callId: id, epoch: 3 },
    ]);
  });
});
