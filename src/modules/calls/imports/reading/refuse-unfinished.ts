import { DocumentFault } from '../transcript-adapter';

/** What is imported is a completed call, so the export of a live one would end it too early. */
export function refuseUnfinished(status: unknown): void {
  if ((status ?? 'completed') === 'completed') return;
  const message = status === 'live' ? 'is live: export the call again when it is completed' : 'must be completed';
  throw new DocumentFault('status', message);
}
