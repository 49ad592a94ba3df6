import { Readable } from 'node:stream';

export interface StoredFile {
  /** Of what was stored. */
  bytes: number;
}

/** The area of files that are still being written, or whose writer was killed; `list` tells those that nobody touches. */
export const UNFINISHED = 'unfinished';

/**
 * Where files lie that every process can read. Keys are made by us, never by a client: `area/uuid`, of lower-case letters,
 * digits, dashes and one slash.
 */
export abstract class FileStorage {
  /**
   * Stores the whole stream or, when it fails, nothing; `area` is not UNFINISHED. What is stored survives the loss of the
   * process and of power. Throws storage.full.
   */
  abstract write(key: string, content: Readable): Promise<StoredFile>;
  /** From the given byte on. The stream fails with `FileMissing` when there is no such file. */
  abstract read(key: string, from?: number): Readable;
  /** False when there was none. */
  abstract remove(key: string): Promise<boolean>;
  /** Keys of an area that were last written to before the given time, oldest first. */
  abstract list(area: string, before: Date): Promise<string[]>;
}

export class FileMissing extends Error {
  constructor(readonly key: string) {
    super(`There is no file ${key}.`);
  }
}
