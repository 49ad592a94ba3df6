import { Injectable } from '@nestjs/common';
import { JobRun } from './job-run';

/** What this process runs, and is about to run. */
@Injectable()
export class ActiveRuns {
  private readonly runs = new Set<JobRun>();
  private readonly claiming = new Set<string>();
  private waiting: (() => void)[] = [];

  get all(): JobRun[] {
    return [...this.runs];
  }

  /** False when the job is being claimed already: Bull can hand a job out twice. */
  beginClaim(id: string): boolean {
    if (this.claiming.has(id)) return false;
    this.claiming.add(id);
    return true;
  }

  endClaim(id: string): void {
    this.claiming.delete(id);
    this.tell();
  }

  add(run: JobRun): void {
    this.runs.add(run);
  }

  remove(run: JobRun): void {
    this.runs.delete(run);
    this.tell();
  }

  /** Whether somebody here sees to it. */
  knows({ id, starts }: { id: string; starts: number }): boolean {
    return this.claiming.has(id) || this.all.some((run) => run.id === id && run.starts === starts);
  }

  holds(id: string): boolean {
    return this.all.some((run) => run.id === id && !run.isLost);
  }

  /** Resolves when nothing runs any more. */
  async ended(): Promise<void> {
    while (this.runs.size > 0 || this.claiming.size > 0) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  private tell(): void {
    this.waiting.splice(0).forEach((resolve) => resolve());
  }
}
