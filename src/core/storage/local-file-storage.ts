import { FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config';
import { uuidv7 } from '../database/ids';
import { DISK_FLOOR_BYTES, freeBytes } from './disk-space';
import { FileMissing, FileStorage, StoredFile, UNFINISHED } from './file-storage';
import { isMissing, noRoom, storageFault } from './storage-faults';

const KEY = /^[a-z0-9-]{1,60}\/[a-z0-9-]{1,100}$/;
const AREA = /^[a-z0-9-]{1,60}$/;
const NAME = /^[a-z0-9-]{1,100}$/;
const OURS_ALONE = 0o700;
const FILE_MODE = 0o600;
/** After so many bytes the room is looked at again. */
const LOOK_EACH_BYTES = 32 * 1024 * 1024;
const READ_BYTES = 256 * 1024;

/** Files in a directory that every process sees. A file has its name only when all of it is on the disk. */
@Injectable()
export class LocalFileStorage extends FileStorage {
  /** Set by tests. */
  floorBytes = DISK_FLOOR_BYTES;
  private readonly root: string;

  constructor(config: Config) {
    super();
    this.root = resolve(config.storageDirectory);
  }

  async write(key: string, content: Readable): Promise<StoredFile> {
    const path = this.pathOf(key);
    const draft = join(this.root, UNFINISHED, uuidv7());
    // Whoever feeds it may fail before the first byte is asked for.
    content.on('error', () => undefined);
    try {
      await this.makeDirectory(dirname(draft));
      await this.makeDirectory(dirname(path));
      const bytes = await this.fill(draft, content);
      await rename(draft, path);
      await syncDirectory(dirname(path));
      return { bytes };
    } catch (error) {
      content.destroy();
      await rm(draft, { force: true });
      throw storageFault(error);
    }
  }

  read(key: string, from = 0): Readable {
    return Readable.from(readFrom(key, this.pathOf(key), from), { objectMode: false });
  }

  async remove(key: string): Promise<boolean> {
    try {
      await rm(this.pathOf(key));
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  async list(area: string, before: Date): Promise<string[]> {
    if (!AREA.test(area)) throw new Error(`${area} is no area of the file storage.`);
    const names = await namesIn(join(this.root, area));
    const files: { key: string; at: number }[] = [];
    for (const name of names) {
      const at = await changedAt(join(this.root, area, name));
      if (at !== undefined && at < before.getTime()) files.push({ key: `${area}/${name}`, at });
    }
    return files.sort((one, other) => one.at - other.at).map(({ key }) => key);
  }

  private pathOf(key: string): string {
    if (!KEY.test(key)) throw new Error('This is no key of the file storage.');
    return join(this.root, key);
  }

  private async makeDirectory(path: string): Promise<void> {
    await mkdir(dirname(this.root), { recursive: true });
    const made = await mkdir(path, { recursive: true, mode: OURS_ALONE });
    if (made !== undefined) await syncDirectory(dirname(made));
  }

  private async fill(path: string, content: Readable): Promise<number> {
    const file = await open(path, 'wx', FILE_MODE);
    try {
      const bytes = await this.copy(content, file);
      await file.sync();
      return bytes;
    } finally {
      await file.close();
    }
  }

  private async copy(content: Readable, file: FileHandle): Promise<number> {
    let bytes = 0;
    let lookAt = 0;
    for await (const chunk of content as AsyncIterable<Buffer>) {
      if (bytes >= lookAt) {
        await this.requireRoom();
        lookAt = bytes + LOOK_EACH_BYTES;
      }
      await file.appendFile(chunk);
      bytes += chunk.length;
    }
    return bytes;
  }

  private async requireRoom(): Promise<void> {
    const free = await freeBytes(this.root);
    if (free !== null && free < this.floorBytes) throw noRoom();
  }
}

async function* readFrom(key: string, path: string, from: number): AsyncGenerator<Buffer> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw isMissing(error) ? new FileMissing(key) : error;
  });
  try {
    for (let at = from; ;) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Without this a power cut could take the name, though it spares the content. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).filter((name) => NAME.test(name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function changedAt(path: string): Promise<number | undefined> {
  try {
    const { mtimeMs, isFile } = await stat(path).then((found) => ({ mtimeMs: found.mtimeMs, isFile: found.isFile() }));
    return isFile ? mtimeMs : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
