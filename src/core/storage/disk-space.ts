import { statfs } from 'node:fs/promises';

/** With less than this free on its disk, nothing large is stored any more. */
export const DISK_FLOOR_BYTES = 256 * 1024 * 1024;

/** Free bytes of the disk on which a directory lies; null where there is no such directory. */
export async function freeBytes(directory: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  } catch {
    return null;
  }
}
