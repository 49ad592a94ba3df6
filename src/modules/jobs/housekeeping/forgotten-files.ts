import { Injectable } from '@nestjs/common';
import { FileStorage, UNFINISHED } from '../../../core/storage/file-storage';
import { PurgeRepository } from './purge.repository';

const DAY_MS = 86_400_000;
/** Where files lie that jobs work off. */
const AREAS = ['bulk', UNFINISHED];

/** Stored files that no job will come for. */
@Injectable()
export class ForgottenFiles {
  constructor(
    private readonly storage: FileStorage,
    private readonly jobs: PurgeRepository,
  ) {}

  /** Removes those that nobody has touched for a day, at most so many of an area; answers how many. */
  async remove(limit: number, signal: AbortSignal): Promise<number> {
    let removed = 0;
    for (const area of AREAS) {
      const keys = (await this.storage.list(area, new Date(Date.now() - DAY_MS))).slice(0, limit);
      if (keys.length === 0) continue;
      const used = await this.jobs.filesInUse(keys);
      for (const key of keys.filter((one) => !used.has(one))) {
        signal.throwIfAborted();
        if (await this.storage.remove(key)) removed += 1;
      }
    }
    return removed;
  }
}
