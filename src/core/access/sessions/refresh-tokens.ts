import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SigningKeys } from '../tokens/signing-keys';

const TOKEN_BYTES = 32;
const SHAPE = /^[\w-]{43}$/;
const PURPOSE = 'parley refresh tokens';

/** A refresh token and what is stored of it. */
export interface RefreshToken {
  /** 256 bits that tell nothing, in base64url. */
  token: string;
  hash: Buffer;
}

/**
 * Makes refresh tokens. A successor is derived from its predecessor by a key of the server: so it can be answered again
 * when the answer was lost, although only hashes are stored.
 */
@Injectable()
export class RefreshTokens {
  constructor(private readonly keys: SigningKeys) {}

  first(): RefreshToken {
    return withHash(randomBytes(TOKEN_BYTES).toString('base64url'));
  }

  successorOf(token: string): RefreshToken {
    const [current] = this.successors(token);
    if (current === undefined) throw new Error('There is no signing key to derive a refresh token from.');
    return current;
  }

  /** The successor that was answered before, also when keys were rotated since; undefined when its key is gone. */
  successorWith(hash: Buffer, token: string): RefreshToken | undefined {
    return this.successors(token).find((successor) => successor.hash.equals(hash));
  }

  private successors(token: string): RefreshToken[] {
    return this.keys.refreshSecrets().map((secret) => withHash(derive(secret, token)));
  }
}

/** Whether it can be a refresh token at all. */
export function looksLikeRefreshToken(text: string): boolean {
  return SHAPE.test(text);
}

export function refreshTokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function derive(secret: Buffer, token: string): string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', PURPOSE, TOKEN_BYTES));
  return createHmac('sha256', key).update(token).digest('base64url');
}

function withHash(token: string): RefreshToken {
  return { token, hash: refreshTokenHash(token) };
}
