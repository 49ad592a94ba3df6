import { closedParent, parsePasswd, permits } from './system-user';

const user = { name: 'postgres', uid: 101, gid: 104 };

describe('parsePasswd', () => {
  const text = 'root:x:0:0:root:/root:/bin/sh\npostgres:x:101:104:,,,:/var/lib/postgresql:/bin/bash\nbroken:x\n';

  it('finds a user by the whole name', () => {
    expect(parsePasswd(text, 'postgres')).toEqual(user);
    expect(parsePasswd(text, 'post')).toBeUndefined();
  });

  it('never answers root or half an entry', () => {
    expect(parsePasswd(text, 'root')).toBeUndefined();
    expect(parsePasswd(text, 'broken')).toBeUndefined();
  });
});

describe('permits', () => {
  it.each([
    [0o711, 0, 0, 1, true],
    [0o700, 0, 0, 1, false],
    [0o700, 101, 0, 1, true],
    [0o710, 0, 104, 1, true],
    [0o701, 0, 104, 1, false],
    [0o711, 0, 0, 5, false],
    [0o755, 0, 0, 5, true],
  ])('mode %o of %i:%i, wanting %i: %s', (mode, uid, gid, wanted, expected) => {
    expect(permits({ mode, uid, gid }, user, wanted)).toBe(expected);
  });
});

describe('closedParent', () => {
  const modes: Record<string, number> = { '/': 0o755, '/root': 0o700, '/root/app': 0o700, '/srv': 0o755 };
  const statOf = (path: string): { mode: number; uid: number; gid: number } => ({
    mode: modes[path] ?? 0,
    uid: 0,
    gid: 0,
  });

  it('names the topmost one', () => {
    expect(closedParent('/root/app/.parley', user, statOf)).toBe('/root');
  });

  it('does not ask the path itself', () => {
    expect(closedParent('/srv/closed', user, statOf)).toBeUndefined();
  });
});
