import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

export interface ProcessInfo {
  pid: number;
  ppid: number;
  /** Differs between two processes that were given the same pid one after the other, also across reboots. */
  start: string;
  name: string;
  command: string;
  /** Known on Linux only, and there only with the right to look. */
  cwd?: string;
}

/** The living processes; a zombie counts as dead, since it holds nothing any more. */
export function listProcesses(): ProcessInfo[] {
  if (process.platform !== 'linux') return parsePs(runPs(['-ax']));
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry) => readProc(Number(entry)))
    .filter((found) => found !== undefined);
}

/** One living process, or undefined. */
export function findProcess(pid: number): ProcessInfo | undefined {
  if (process.platform === 'linux') return readProc(pid);
  return parsePs(runPs(['-p', String(pid)]))[0];
}

/** True when the command line holds `argument` as a whole word. */
export function mentions(info: ProcessInfo, argument: string): boolean {
  return `${info.command} `.includes(` ${argument} `);
}

/** `roots` and everything below them. */
export function withDescendants(roots: ProcessInfo[], all: ProcessInfo[]): ProcessInfo[] {
  const family = new Map(roots.map((info) => [info.pid, info]));
  for (let grown = true; grown;) {
    const children = all.filter((info) => family.has(info.ppid) && !family.has(info.pid));
    for (const child of children) family.set(child.pid, child);
    grown = children.length > 0;
  }
  return [...family.values()];
}

/** Parses `/proc/<pid>/stat`, whose second field may itself hold spaces and brackets. */
export function parseStat(stat: string): { name: string; state: string; ppid: number; ticks: string } | undefined {
  const open = stat.indexOf('(');
  const close = stat.lastIndexOf(')');
  const fields = stat.slice(close + 2).split(' ');
  const [state, ppid] = fields;
  const ticks = fields[19];
  if (open < 0 || state === undefined || ppid === undefined || ticks === undefined) return undefined;
  return { name: stat.slice(open + 1, close), state, ppid: Number(ppid), ticks };
}

/** Parses `ps -o pid=,ppid=,stat=,lstart=,command=` as run in the C locale. */
export function parsePs(output: string): ProcessInfo[] {
  const line = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d{4})\s+(.*)$/;
  return output.split('\n').flatMap((text) => {
    const [, pid, ppid, state, start, command] = line.exec(text) ?? [];
    if (!pid || !ppid || !start || command === undefined || state?.startsWith('Z')) return [];
    const name = basename(command.split(' ')[0] ?? '').replace(/:$/, '');
    return [{ pid: Number(pid), ppid: Number(ppid), start, name, command }];
  });
}

function runPs(selection: string[]): string {
  const fields = ['pid=', 'ppid=', 'stat=', 'lstart=', 'command='].flatMap((field) => ['-o', field]);
  try {
    const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
    return execFileSync('ps', ['-ww', ...selection, ...fields], { env, encoding: 'utf8', maxBuffer: 1 << 26 });
  } catch {
    return '';
  }
}

let bootId: string | undefined;

function readProc(pid: number): ProcessInfo | undefined {
  try {
    const stat = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    if (!stat || stat.state === 'Z' || stat.state === 'X') return undefined;
    bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trimEnd();
    return { pid, ppid: stat.ppid, start: `${bootId} ${stat.ticks}`, name: stat.name, command, cwd: readCwd(pid) };
  } catch {
    return undefined;
  }
}

function readCwd(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}
