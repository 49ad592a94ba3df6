import { AppError } from '../../errors/app-error';
import { AuditBatches } from './audit-batches';
import { AuditRow, toAuditRow } from './audit-row';

const rowOf = (username: string): AuditRow =>
  toAuditRow({ action: 'auth.login', outcome: 'failed', details: { username } });
const nameOf = ({ details }: AuditRow) => details.username;

/** A place to write to whose answers the test gives. */
class Store {
  readonly batches: unknown[][] = [];
  private readonly answers: ((error?: Error) => void)[] = [];

  write = (rows: AuditRow[]): Promise<void> => {
    this.batches.push(rows.map(nameOf));
    return new Promise((resolve, reject) => {
      this.answers.push((error) => (error ? reject(error) : resolve()));
    });
  };

  /** Answers the batch in flight, and lets everybody hear of it. */
  async answer(error?: Error): Promise<void> {
    this.answers.shift()?.(error);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** What becomes of a promise, as far as it is known. */
function fateOf(promise: Promise<void>): { is: unknown } {
  const fate: { is: unknown } = { is: 'waiting' };
  promise.then(
    () => (fate.is = 'stored'),
    (error: unknown) => (fate.is = error),
  );
  return fate;
}

describe('rows that belong to no transaction', () => {
  let store: Store;
  const waitingFor = (most: number) => {
    const batches = new AuditBatches(store.write, most);
    return (name: string) => fateOf(batches.add(rowOf(name)));
  };
  beforeEach(() => {
    store = new Store();
  });

  it('go one batch at a time, in order, and those that come meanwhile share the next', async () => {
    const add = waitingFor(1_000);
    const fates = ['a', 'b', 'c'].map(add);
    expect(store.batches).toEqual([['a']]);
    await store.answer();
    expect(fates.map(({ is }) => is)).toEqual(['stored', 'waiting', 'waiting']);
    const late = add('d');
    expect(store.batches).toEqual([['a'], ['b', 'c']]);
    await store.answer();
    expect([fates[2]?.is, late.is]).toEqual(['stored', 'waiting']);
    await store.answer();
    expect(late.is).toBe('stored');
    expect(store.batches).toEqual([['a'], ['b', 'c'], ['d']]);
  });

  it('are a hundred in a batch at most', async () => {
    const add = waitingFor(1_000);
    const names = Array.from({ length: 251 }, (_, n) => `row ${n}`);
    names.forEach(add);
    for (let n = 0; n < 4; n += 1) await store.answer();
    expect(store.batches.map(({ length }) => length)).toEqual([1, 100, 100, 50]);
    expect(store.batches.flat()).toEqual(names);
  });

  it('fail all together with their batch, and the next one works', async () => {
    const add = waitingFor(1_000);
    const fates = ['a', 'b', 'c'].map(add);
    const [first, second] = [new Error('gone'), new Error('gone again')];
    await store.answer(first);
    await store.answer(second);
    expect(fates.map(({ is }) => is)).toEqual([first, second, second]);
    const next = add('d');
    await store.answer();
    expect(next.is).toBe('stored');
    expect(store.batches).toEqual([['a'], ['b', 'c'], ['d']]);
  });

  it('are turned away as unavailable when too many wait, and taken again when there is room', async () => {
    const add = waitingFor(2);
    const fates = ['in flight', 'a', 'b', 'too much'].map(add);
    await store.answer();
    expect(fates.map(({ is }) => is)).toEqual(['stored', 'waiting', 'waiting', expect.any(AppError)]);
    const refusal = fates[3]?.is as AppError;
    expect([refusal.type.code, refusal.type.status, refusal.retryAfterSeconds]).toEqual(['unavailable', 503, 2]);
    const next = add('again');
    await store.answer();
    await store.answer();
    expect(next.is).toBe('stored');
    expect(store.batches).toEqual([['in flight'], ['a', 'b'], ['again']]);
  });
});
