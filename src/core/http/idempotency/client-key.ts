import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { invalid } from '../../errors/field-errors';

export const KEY_HEADER = 'Idempotency-Key';
export const REPLAY_HEADER = 'Idempotency-Replay';
export const MAX_KEY_LENGTH = 255;
/** Visible ASCII. */
export const KEY_PATTERN = `^[!-~]{1,${MAX_KEY_LENGTH}}$`;

const pattern = new RegExp(KEY_PATTERN);
const CIPHER = 'aes-256-gcm';
const [SECRET_BYTES, NONCE_BYTES, TAG_BYTES] = [32, 12, 16];

/** What tells two requests apart. */
export interface RequestShape {
  method: string;
  /** Path and query as they were sent. */
  address: string;
  contentType: string;
  /** As it was sent, after decompression. */
  body: Buffer;
}

/** The Idempotency-Key of a request; undefined without one. Throws request.invalid naming the header. */
export function readKey(request: IncomingMessage): string | undefined {
  if (request.headers['idempotency-key'] === undefined) return undefined;
  const [key = '', ...more] = request.headersDistinct['idempotency-key'] ?? [];
  if (more.length > 0) throw invalid([{ field: KEY_HEADER, message: 'must be given only once' }]);
  if (pattern.test(key)) return key;
  throw invalid([{ field: KEY_HEADER, message: `must be 1 to ${MAX_KEY_LENGTH} visible ASCII characters` }]);
}

/**
 * A key of one owner. An answer may hold a secret that is shown only once, and the body a password: so the answer is
 * encrypted and the body's digest is keyed, both by what only the client has, since of the key a hash alone is stored.
 */
export class ClientKey {
  readonly hash: Buffer;
  private readonly cipherKey: Buffer;
  private readonly digestKey: Buffer;

  constructor(
    readonly ownerId: string,
    key: string,
  ) {
    this.hash = createHash('sha256').update(key).digest();
    const derived = Buffer.from(hkdfSync('sha256', key, ownerId, 'parley idempotency', 2 * SECRET_BYTES));
    this.cipherKey = derived.subarray(0, SECRET_BYTES);
    this.digestKey = derived.subarray(SECRET_BYTES);
  }

  /** Where no two keys of any owners are alike. */
  get name(): string {
    return `${this.ownerId} ${this.hash.toString('base64')}`;
  }

  digest({ method, address, contentType, body }: RequestShape): Buffer {
    const head = JSON.stringify([method, address, contentType]);
    return createHmac('sha256', this.digestKey).update(`${head}\n`).update(body).digest();
  }

  /** @param belongsTo the digest of the request that is answered: beside another one it does not open */
  seal(answer: string, belongsTo: Buffer): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.cipherKey, nonce, { authTagLength: TAG_BYTES }).setAAD(belongsTo);
    const sealed = [cipher.update(answer, 'utf8'), cipher.final()];
    return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]);
  }

  /** Throws when it was changed, or sealed by another key. */
  open(sealed: Buffer, belongsTo: Buffer): string {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(CIPHER, this.cipherKey, nonce, { authTagLength: TAG_BYTES })
      .setAAD(belongsTo)
      .setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  }
}
