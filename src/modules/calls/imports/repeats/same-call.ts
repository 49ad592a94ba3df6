import { callDigest } from '../../content-digest';
import { asDocument, CannotRender, ExportedCall, TranscriptRenderer } from '../../exports/transcript-renderer';
import { NewCall, toNewCall } from '../../new-call';
import { DocumentFault, GivenRoles, TranscriptAdapter } from '../transcript-adapter';

/** How a document was read. */
export interface Reading {
  adapter: TranscriptAdapter;
  roles: GivenRoles;
  /** What the caller told in place of the document, by the call's fields. */
  told: Partial<Record<keyof NewCall, unknown>>;
  /** Whether the call's external id is but a digest of the document, since nobody told one. */
  isNamedByDigest: boolean;
}

/**
 * Whether what was read from a document is what the document of the stored call says: exact up to what the format cannot
 * hold. What the caller told himself is compared with the stored call, since no document speaks for it.
 */
export function saysTheSame(
  call: NewCall,
  stored: ExportedCall,
  { adapter, roles, told }: Reading,
  renderer: TranscriptRenderer,
): boolean {
  const again = readAgain(stored, renderer, adapter, roles);
  if (again === undefined) return false;
  const names = (Object.keys(told) as (keyof NewCall)[]).filter((name) => told[name] !== undefined);
  const overridden = Object.fromEntries(names.map((name) => [name, stored[name]]));
  return digest(call).equals(digest({ ...again, ...overridden }));
}

/** What an import would make of the stored call's export; undefined when the format cannot hold it. */
function readAgain(
  stored: ExportedCall,
  renderer: TranscriptRenderer,
  adapter: TranscriptAdapter,
  roles: GivenRoles,
): NewCall | undefined {
  try {
    const document = asDocument(renderer.render(stored), renderer);
    return toNewCall(adapter.adapt(document, roles).call);
  } catch (error) {
    if (error instanceof CannotRender || error instanceof DocumentFault) return undefined;
    throw error;
  }
}

/** In the order of seq, and without the agent's name: it is given for an agent who is new, and may be another since. */
function digest(call: NewCall): Buffer {
  const utterances = call.utterances && [...call.utterances].sort((a, b) => a.seq - b.seq);
  return callDigest({ ...call, agent: call.agent && { externalId: call.agent.externalId }, utterances });
}
