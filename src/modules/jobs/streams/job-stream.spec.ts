import { AppSocket } from '../../../core/realtime/realtime.sockets';
import { JobStream, SPACING_MS, StreamSender } from './job-stream';
import { JobState } from './streams.repository';

const JOB = 'job';
const job = (version: number, changes: Partial<JobState> = {}): JobState => ({
  ...{ id: JOB, createdBy: null, workerId: null, status: 'running', version },
  ...{ progressCurrent: version, progressTotal: null, progressMessage: null },
  ...{ result: null, errorCode: null, errorMessage: null, resultOmitted: false },
  ...changes,
});
const ended = (version: number) => job(version, { status: 'succeeded' });

describe('the stream of a job', () => {
  let stream: JobStream;
  let sent: string[];
  let slow: Set<string>;
  let sender: { maySend: boolean };
  let left: string[];

  beforeEach(() => {
    jest.useFakeTimers();
    [sent, slow, left] = [[], new Set(), []];
    sender = {
      maySend: true,
      progress: ({ id }: AppSocket, { version }: JobState) => sent.push(`${id} ${version}`),
      finished: ({ id }: AppSocket, { version }: JobState) => sent.push(`${id} ${version} end`),
      deleted: ({ id }: AppSocket) => sent.push(`${id} gone`),
      readsSlowly: ({ id }: AppSocket) => slow.has(id),
    } as StreamSender;
    stream = new JobStream(JOB, sender as StreamSender, (id) => left.push(id));
  });
  afterEach(() => jest.useRealTimers());

  const socket = (id: string) => ({ id }) as AppSocket;
  const follow = (id: string, state: JobState) => {
    stream.grant(stream.claim(socket(id)), state);
    jest.advanceTimersByTime(0);
  };
  const pass = (milliseconds = SPACING_MS) => jest.advanceTimersByTime(milliseconds);

  it('tells the first change at once and of many that follow the newest, spaced', () => {
    follow('a', job(1));
    for (let version = 2; version <= 500; version += 1) {
      stream.hear(job(version));
      pass(1);
    }
    expect(sent.length).toBeGreaterThan(3);
    expect(sent.length).toBeLessThanOrEqual(Math.ceil(500 / SPACING_MS));
    pass();
    expect(sent[0]).toBe('a 2');
    expect(sent.at(-1)).toBe('a 500');
  });

  it('tells the last progress before the end, then nothing', () => {
    follow('a', job(1));
    stream.hear(job(2));
    stream.hear(job(3));
    stream.take(ended(4));
    stream.take(ended(4));
    expect(sent).toEqual(['a 2']);
    pass();
    stream.hear(job(5));
    pass();
    expect(sent).toEqual(['a 2', 'a 4', 'a 4 end']);
    expect(left).toEqual(['a']);
  });

  it('takes no news for new that are older than what it knows', () => {
    follow('a', job(5));
    stream.hear(job(4));
    stream.take(ended(3));
    pass();
    expect(sent).toEqual([]);
    expect(stream.has('a')).toBe(true);
  });

  it('keeps what changes while a subscription is being answered until the answer has left', () => {
    const watcher = stream.claim(socket('a'));
    stream.hear(job(3));
    stream.grant(watcher, job(2));
    expect(sent).toEqual([]);
    pass(0);
    expect(sent).toEqual(['a 3']);
  });

  it('sends nothing between the reading for a second answer and that answer', () => {
    follow('a', job(1));
    const again = stream.claim(socket('a'));
    stream.hear(job(2));
    pass();
    expect(sent).toEqual([]);
    stream.grant(again, job(2));
    pass();
    expect(sent).toEqual([]);
    stream.hear(job(3));
    pass();
    expect(sent).toEqual(['a 3']);
  });

  it('keeps what was granted when a second answer fails, and drops one who was never answered', () => {
    follow('a', job(1));
    stream.refuse(stream.claim(socket('a')));
    stream.refuse(stream.claim(socket('b')));
    stream.hear(job(2));
    expect(sent).toEqual(['a 2']);
    expect(left).toEqual(['b']);
  });

  it('does not follow for one who left while he was being answered', () => {
    const watcher = stream.claim(socket('a'));
    stream.remove('a');
    stream.grant(watcher, job(1));
    stream.hear(job(2));
    pass();
    expect(sent).toEqual([]);
    expect(stream.size).toBe(0);
  });

  it('answers an end without telling it again, unless it was heard while the answer was made', () => {
    follow('a', ended(2));
    expect(left).toEqual(['a']);
    follow('b', job(1));
    const late = stream.claim(socket('c'));
    stream.take(ended(2));
    stream.grant(late, ended(2));
    pass();
    expect(sent.filter((line) => line.startsWith('a'))).toEqual([]);
    expect(sent.filter((line) => line.startsWith('c'))).toEqual(['c 2 end']);
  });

  it('keeps the newest for who does not read, and does not hold up the others', () => {
    follow('a', job(1));
    follow('b', job(1));
    slow.add('a');
    for (const version of [2, 3]) {
      stream.hear(job(version));
      pass();
    }
    expect(sent).toEqual(['b 2', 'b 3']);
    stream.take(ended(4));
    slow.clear();
    pass();
    pass();
    expect(sent.filter((line) => line.startsWith('a'))).toEqual(['a 4', 'a 4 end']);
  });

  it('holds back while it is not known who may hear, and sends the newest afterwards', () => {
    follow('a', job(1));
    sender.maySend = false;
    stream.hear(job(2));
    stream.take(ended(3));
    pass();
    expect(sent).toEqual([]);
    sender.maySend = true;
    stream.flush();
    expect(sent).toEqual(['a 3', 'a 3 end']);
  });

  it('follows the row when Postgres has lost what was told, to its end', () => {
    follow('a', job(9));
    stream.rewind(job(4));
    pass();
    stream.rewind(ended(3));
    pass();
    expect(sent).toEqual(['a 4', 'a 3', 'a 3 end']);
  });

  it('tells that the job is gone to whoever follows it', () => {
    follow('a', job(1));
    stream.claim(socket('b'));
    stream.gone();
    expect(sent).toEqual(['a gone']);
    expect(left).toEqual(['a']);
  });
});
