import { rmSync } from 'node:fs';
import './global-setup';

/** Stops what global-setup started and removes its data. */
export default async function globalTeardown(): Promise<void> {
  const { embedded } = globalThis.parleyTestServers ?? {};
  await embedded?.stop();
  if (embedded) rmSync(embedded.dataDir, { recursive: true, force: true });
}
