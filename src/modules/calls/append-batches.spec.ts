import { AppendBatches } from './append-batches';
import { Outcome } from './append-plan';
import { CallErrors } from './calls.errors';
import { PreparedUtterance } from './placing';

/** A delivery of so many utterances; only their number matters here. */
const delivery = (length: number) => Array.from({ length }, () => ({}) as PreparedUtterance);
const answer = (accepted: number) => ({ accepted, duplicates: 0, lastPosition: accepted });

class Store {
  /** Sizes of the deliveries of each transaction. */
  readonly calls: [callId: string, sizes: number[]][] = [];
  private readonly gates: (() => void)[] = [];
  outcome: (size: number) => Outcome = answer;

  readonly run = async (callId: string, deliveries: PreparedUtterance[][]): Promise<Outcome[]> => {
    this.calls.push([callId, deliveries.map(({ length }) => length)]);
    await new Promise<void>((resolve) => this.gates.push(resolve));
    return deliveries.map(({ length }) => this.outcome(length));
  };

  /** Lets the transactions that have begun and those that follow end. */
  async release(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) {
      this.gates.splice(0).forEach((open) => open());
      await new Promise(setImmediate);
    }
  }
}

describe('AppendBatches', () => {
  let store: Store;
  let batches: AppendBatches;

  beforeEach(() => {
    store = new Store();
    batches = new AppendBatches(store.run);
  });

  it('stores the first at once and what comes meanwhile together, in order', async () => {
    const answers = Promise.all([1, 2, 3].map((size) => batches.add('a', delivery(size))));
    expect(store.calls).toEqual([['a', [1]]]);
    await store.release();
    expect(store.calls).toEqual([
      ['a', [1]],
      ['a', [2, 3]],
    ]);
    expect(await answers).toEqual([answer(1), answer(2), answer(3)]);
  });

  it('lets calls pass each other', async () => {
    const answers = Promise.all(['a', 'b'].map((callId) => batches.add(callId, delivery(1))));
    expect(store.calls.map(([callId]) => callId)).toEqual(['a', 'b']);
    await store.release();
    await answers;
  });

  it('stores at most as much together as one delivery may hold', async () => {
    const answers = Promise.all([1, 300, 200, 500, 1].map((size) => batches.add('a', delivery(size))));
    await store.release();
    expect(store.calls.map(([, sizes]) => sizes)).toEqual([[1], [300, 200], [500], [1]]);
    await answers;
  });

  it('refuses one delivery without the others', async () => {
    store.outcome = (size) => (size === 2 ? CallErrors.tooLong.with() : answer(size));
    const answers = Promise.allSettled([1, 2, 3].map((size) => batches.add('a', delivery(size))));
    await store.release();
    expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('stores each alone when the database refuses a value of one', async () => {
    const refused = Object.assign(new Error('value too long'), { code: '22001', severity: 'ERROR' });
    store.outcome = (size) => {
      if (size === 2) throw refused;
      return answer(size);
    };
    const answers = Promise.allSettled([1, 2, 3].map((size) => batches.add('a', delivery(size))));
    await store.release();
    expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(store.calls.map(([, sizes]) => sizes)).toEqual([[1], [2, 3], [2], [3]]);
  });

  it('fails all of a batch when the database is away, and goes on with the next', async () => {
    const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    store.outcome = () => {
      throw away;
    };
    const answers = Promise.allSettled([1, 2, 3].map((size) => batches.add('a', delivery(size))));
    await store.release();
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    store.outcome = answer;
    const later = batches.add('a', delivery(4));
    await store.release();
    expect(await later).toEqual(answer(4));
  });
});
