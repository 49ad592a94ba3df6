import { JsonObject } from '../../reading/document';
import { DocumentFault } from '../../transcript-adapter';

/** Names of what a vCon may call critical and that changes nothing in what is read here. */
const HARMLESS = ['CC'];

/** A JWS: the vCon is inside, in base64url. */
export function isSigned(document: JsonObject): boolean {
  return typeof document['payload'] === 'string' && Array.isArray(document['signatures']);
}

/** A JWE. */
export function isEncrypted(document: JsonObject): boolean {
  return typeof document['ciphertext'] === 'string' && Array.isArray(document['recipients']);
}

/** Throws DocumentFault for what cannot be read as it stands. */
export function refuseSealed(document: JsonObject): void {
  if (isEncrypted(document)) throw new DocumentFault('ciphertext', 'is encrypted: send the vCon that is inside');
  if (isSigned(document)) {
    throw new DocumentFault('payload', 'is signed, and signatures are not checked: send the vCon that is inside');
  }
  // Named must_support up to version 0.3.0.
  for (const name of ['critical', 'must_support']) {
    const needed: unknown = document[name];
    if (!Array.isArray(needed)) continue;
    const unknown: unknown = needed.find((extension) => !HARMLESS.includes(extension as string));
    if (unknown !== undefined) throw new DocumentFault(name, 'names an extension that is not supported');
  }
}
