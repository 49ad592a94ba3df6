'use strict';
const { readFileSync } = require('node:fs');
const process = require('node:process');
const { setTimeout: sleep } = require('node:timers/promises');

const GRACE_MS = 10_000;
const LOOK_MS = 50;

/** Ends the processes that a test file has started and left running, such as when one of its hooks failed. */
module.exports = class LeftBehind {
  constructor() {
    this.known = new Set(children().map(({ pid }) => pid));
  }

  /** Answers what was left, as "pid command". */
  async end() {
    const found = this.running();
    for (const signal of ['SIGCONT', 'SIGTERM']) found.forEach(({ pid }) => send(pid, signal));
    for (const until = Date.now() + GRACE_MS; this.running().length > 0 && Date.now() < until;) await sleep(LOOK_MS);
    this.running().forEach(({ pid }) => send(pid, 'SIGKILL'));
    return found.map(({ pid, command }) => `${pid} ${command}`);
  }

  running() {
    return children().filter(({ pid }) => !this.known.has(pid));
  }
};

/** Of this process, as far as the system tells; those that have ended and were not awaited have no command. */
function children() {
  const pids = read(`/proc/${process.pid}/task/${process.pid}/children`).split(' ').filter(Boolean).map(Number);
  return pids
    .map((pid) => ({ pid, command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() }))
    .filter(({ command }) => command !== '');
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
