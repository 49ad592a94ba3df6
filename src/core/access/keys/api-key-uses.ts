import { Injectable, OnModuleDestroy } from '@nestjs/common';
import { Logger } from '../../logging/logger';
import { ApiKeyLookupRepository } from './api-key-lookup.repository';

const WRITTEN_AFTER_MS = 5_000;

/** Keeps when keys were last used, roughly: noted together, some seconds later, so that no request waits for it. */
@Injectable()
export class ApiKeyUses implements OnModuleDestroy {
  private readonly used = new Set<string>();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly repository: ApiKeyLookupRepository,
    private readonly logger: Logger,
  ) {}

  note(keyId: string): void {
    this.used.add(keyId);
    this.timer ??= setTimeout(() => void this.write(), WRITTEN_AFTER_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    await this.write();
  }

  /** What cannot be written is forgotten: the next use of the key is noted again. */
  private async write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const ids = [...this.used];
    this.used.clear();
    if (ids.length === 0) return;
    await this.repository.noteUse(ids).catch((error: unknown) => {
      this.logger.warn('the last use of API keys was not noted', { keys: ids.length, error });
    });
  }
}
