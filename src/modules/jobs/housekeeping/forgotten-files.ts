import { Injectable } from '@nestjs/common';
import { FileStorage, UNFINISHED } from '../../../core/storage/file-storage';
import { PurgeRepository } from './purge.repository';

/** Where files lie that jobs work off. */
const AREAS = ['bulk', UNFINISHED];

/** Stored files that no job will come for. */
@Injectable()
export class ForgottenFiles {
  constructor(
    private readonly storage: FileStorage,
    private readonly jobs: PurgeRepository,
  ) {}

  /** Removes those that nobody has touched for a day, looking at so many at a time; answers how many. */
  async remove(batch: number, signal: AbortSignal): Promise<number> {
    const before = await this.jobs.aDayAgo();
    let removed = 0;
    for (const area of AREAS) {
      const keys = await this.storage.list(area, before);
      while (keys.length > 0) removed += await this.removeUnused(keys.splice(0, batch), signal);
    }
    return removed;
  }

  private async removeUnused(keys: string[], signal: AbortSignal): Promise<number> {
    let removed = 0;
    const used = await this.jobs.filesInUse(keys);
    for (const key of keys.filter((one) => !used.has(one))) {
      signal.throwIfAborted();
      if (await this.storage.remove(key)) removed += 1;
    }
    return removed;
  }
}
