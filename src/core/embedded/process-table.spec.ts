import {
  findProcess,
  listProcesses,
  mentions,
  parsePs,
  parseStat,
  withDescendants,
  type ProcessInfo,
} from './process-table';

const info = (pid: number, ppid: number, command = ''): ProcessInfo => ({ pid, ppid, start: '1', name: 'x', command });

describe('parseStat', () => {
  const rest = '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 777 20';

  it('reads a name with spaces and brackets', () => {
    expect(parseStat(`42 (a ) b) S ${rest}`)).toEqual({ name: 'a ) b', state: 'S', ppid: 1, ticks: '777' });
  });

  it('answers undefined for anything else', () => {
    expect(parseStat('')).toBeUndefined();
    expect(parseStat('42 (cut) S 1 2')).toBeUndefined();
  });
});

describe('parsePs', () => {
  it('reads living processes and leaves out zombies and noise', () => {
    const output = [
      '  501     1 Ss   Sat Nov 22 11:10:05 2025     /opt/pg/bin/postgres -D /data/my dir',
      '  502   501 Z    Sat Nov 22 11:10:06 2025     (postgres)',
      '  503   501 S    Sat Nov  1 11:10:06 2025     postgres: checkpointer',
      'garbage',
    ].join('\n');
    expect(parsePs(output)).toEqual([
      {
        pid: 501,
        ppid: 1,
        start: 'Sat Nov 22 11:10:05 2025',
        name: 'postgres',
        command: '/opt/pg/bin/postgres -D /data/my dir',
      },
      { pid: 503, ppid: 501, start: 'Sat Nov  1 11:10:06 2025', name: 'postgres', command: 'postgres: checkpointer' },
    ]);
  });
});

describe('mentions', () => {
  it('takes whole arguments only', () => {
    expect(mentions(info(1, 0, 'postgres -D /data/pg'), '/data/pg')).toBe(true);
    expect(mentions(info(1, 0, 'postgres -D /data/pg -p 1'), '/data/pg')).toBe(true);
    expect(mentions(info(1, 0, 'postgres -D /data/pg2'), '/data/pg')).toBe(false);
    expect(mentions(info(1, 0, 'postgres -D /more/data/pg'), '/data/pg')).toBe(false);
  });
});

describe('withDescendants', () => {
  it('finds grandchildren, whatever the order', () => {
    const all = [info(4, 3), info(3, 2), info(2, 1), info(9, 1)];
    expect(withDescendants([info(2, 1)], all).map(({ pid }) => pid)).toEqual([2, 3, 4]);
  });
});

describe('the real table', () => {
  it('holds this process, with the same start each time', () => {
    const found = listProcesses().find(({ pid }) => pid === process.pid);
    expect(found?.start).toBe(findProcess(process.pid)?.start);
    expect(found?.ppid).toBe(process.ppid);
  });

  it('knows no process that never was', () => {
    expect(findProcess(2 ** 30)).toBeUndefined();
  });
});
