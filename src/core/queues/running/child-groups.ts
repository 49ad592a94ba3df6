import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long children may take to end by themselves. */
const KILL_AFTER_MS = 300;
const GONE_WITHIN_MS = 500;
const LOOK_MS = 10;

/**
 * The third descriptor is a pipe whose other end this process holds: it closes when this process dies, however it dies,
 * and when the command has ended. Then whatever is left of the group is killed, by a process of the group itself.
 */
const WATCHED = `(trap '' TERM INT HUP; read -r _ <&3; kill -KILL 0) </dev/null >/dev/null 2>&1 & exec 3<&-; exec "$@"`;

/** The child processes of one run, each the leader of a process group of its own. */
export class ChildGroups {
  private readonly running = new Set<ChildProcess>();

  /** @param searchPath where programs are looked for; children see nothing else of the environment, which holds secrets */
  constructor(private readonly searchPath: string) {}

  get isEmpty(): boolean {
    return this.running.size === 0;
  }

  /** Starts a command. Throws when no process could be made; a command that is not there exits with 127. */
  spawn(command: string, args: readonly string[], cwd?: string): ChildProcess {
    const child = spawn('/bin/sh', ['-c', WATCHED, 'sh', command, ...args], {
      cwd,
      env: { PATH: this.searchPath, LANG: 'C.UTF-8' },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    child.on('error', () => this.running.delete(child));
    if (child.pid === undefined) throw new Error(`No process could be started for ${command}.`);
    child.stdio[3]?.on('error', () => undefined);
    this.running.add(child);
    child.once('exit', () => {
      child.stdio[3]?.destroy();
      this.running.delete(child);
    });
    return child;
  }

  /** Ends all of them: asks first, then kills; resolves when they are gone. */
  async end(): Promise<void> {
    await Promise.all([...this.running].map((child) => endGroup(child)));
  }
}

async function endGroup(child: ChildProcess): Promise<void> {
  const group = -(child.pid as number);
  const ended = once(child, 'exit');
  signal(group, 'SIGTERM');
  await Promise.race([ended, sleep(KILL_AFTER_MS)]);
  if (child.exitCode === null && child.signalCode === null) {
    signal(group, 'SIGKILL');
    await Promise.race([ended, sleep(GONE_WITHIN_MS)]);
  }
  // Its own children may outlive the command by a moment.
  for (let waited = 0; waited < GONE_WITHIN_MS && signal(group, 0); waited += LOOK_MS) await sleep(LOOK_MS);
}

/** Answers whether there was anybody to signal. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
