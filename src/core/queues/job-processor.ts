import { ChildProcess } from 'node:child_process';
import { applyDecorators, Injectable, SetMetadata } from '@nestjs/common';
import { Transaction } from '../database/database';
import { JobDefinition } from './job-type';

/** What a running job may use. */
export interface JobContext {
  readonly jobId: string;
  /** Null for a job of a schedule. */
  readonly ownerId: string | null;
  /** 1 for the first run. */
  readonly attempt: number;
  readonly correlationId: string;
  /** Aborted when the job is cancelled, was taken over by another worker, or has reached its soft limit. */
  readonly signal: AbortSignal;
  readonly log: JobLog;
  /** What the last run that came so far saved; undefined at the very beginning. */
  checkpoint<T extends object>(): T | undefined;
  /**
   * A transaction that commits only while this run still holds its job: rejects with `JobLost` when it was cancelled or
   * given to another worker. `save` stores a checkpoint with it. Keep it short (a second): a
   * cancellation waits half a second for it and then ends it, as a limit and the end of the process do.
   */
  transaction<T>(work: (tx: Transaction, save: (checkpoint: object) => void) => Promise<T>): Promise<T>;
  /** Tells how far it is; cheap, and sent on at most ten times a second. `total` null: unknown. */
  progress(current: number, total?: number | null, message?: string): void;
  /** A directory of this run alone, gone when the run ends, however it ends. */
  workDirectory(): Promise<string>;
  /** Starts a child process that ends with the run, and with this process, its own children included. */
  spawn(command: string, args: readonly string[], options?: { cwd?: string }): ChildProcess;
}

export interface JobLog {
  info(message: string, details?: object): void;
  warn(message: string, details?: object): void;
}

/**
 * Does the work of one type of job. It throws to fail: an AppError below 500 and a PermanentJobError are final, anything
 * else is tried again. It must be idempotent: a run can end before its result is stored, and then there is another.
 */
export interface JobProcessor<Payload extends object = object, Result extends object = object> {
  run(payload: Payload, context: JobContext): Promise<Result>;
}

export const PROCESSES = 'parley:processes';

/** Declares the processor of a type of job; each type has exactly one, which is checked at the start. */
export function Processes<Payload extends object, Result extends object>(definition: JobDefinition<Payload, Result>) {
  return (target: new (...args: never[]) => JobProcessor<Payload, Result>) =>
    applyDecorators(Injectable(), SetMetadata(PROCESSES, definition.type))(target);
}
