import { postgresLeftovers, redisLeftovers } from './leftovers';
import type { ProcessInfo } from './process-table';

const of = (pid: number, name: string, rest: Partial<ProcessInfo> = {}): ProcessInfo => ({
  pid,
  ppid: 1,
  start: '1',
  name,
  command: name,
  ...rest,
});
const pids = (found: ProcessInfo[]): number[] => found.map(({ pid }) => pid);

describe('postgresLeftovers', () => {
  it('takes the server on the directory and its children, and no other server', () => {
    const all = [
      of(10, 'postgres', { command: '/bin/postgres -D /d/postgres -c port=1' }),
      of(11, 'postgres', { ppid: 10, command: 'postgres: checkpointer' }),
      of(20, 'postgres', { command: '/bin/postgres -D /other/postgres' }),
      of(21, 'postgres', { ppid: 20, command: 'postgres: checkpointer' }),
      of(30, 'vim', { command: 'vim /d/postgres', cwd: '/d/postgres' }),
    ];
    expect(pids(postgresLeftovers(all, '/d/postgres'))).toEqual([10, 11]);
  });

  it('takes children whose server is gone, and a database in the making', () => {
    const all = [
      of(11, 'postgres', { command: 'postgres: walwriter', cwd: '/d/postgres' }),
      of(12, 'initdb', { command: '/bin/initdb -D /d/postgres.new -U postgres' }),
      of(13, 'sh', { ppid: 12 }),
    ];
    expect(pids(postgresLeftovers(all, '/d/postgres'))).toEqual([11, 12, 13]);
  });
});

describe('redisLeftovers', () => {
  it('knows a server by its directory or configuration', () => {
    const all = [
      of(10, 'redis-server', { cwd: '/d/redis', command: 'redis-server 127.0.0.1:4000' }),
      of(11, 'valkey-server', { command: 'valkey-server /d/redis/redis.conf' }),
      of(12, 'redis-server', { cwd: '/var/lib/redis', command: 'redis-server 127.0.0.1:6379' }),
      of(13, 'bash', { cwd: '/d/redis' }),
    ];
    expect(pids(redisLeftovers(all, '/d/redis'))).toEqual([10, 11]);
  });

  it('goes by the port only where the directory cannot be seen', () => {
    const command = 'redis-server 127.0.0.1:4000';
    expect(pids(redisLeftovers([of(10, 'redis-server', { command })], '/d/redis', 4000))).toEqual([10]);
    expect(redisLeftovers([of(10, 'redis-server', { command, cwd: '/elsewhere' })], '/d/redis', 4000)).toEqual([]);
    expect(redisLeftovers([of(10, 'redis-server', { command })], '/d/redis', 400)).toEqual([]);
  });
});
