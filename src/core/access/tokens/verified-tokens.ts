import { Principal } from '../principal';
import { SigningKey } from './signing-keys';

export interface VerifiedToken {
  principal: Principal;
  key: SigningKey;
}

const SIZE = 10_000;
/** More than a user has devices; fewer than it takes to push out those of others. */
const SHARE_OF_A_USER = 16;

/**
 * Tokens whose signature was verified, so that a busy client's is verified once and not with every request. A user who
 * gathers tokens pushes out his own only; with more users than there is room for, the oldest goes.
 */
export class VerifiedTokens {
  private readonly tokens = new Map<string, VerifiedToken>();
  private readonly shares = new Map<string, Set<string>>();

  constructor(private readonly size = SIZE) {}

  get count(): number {
    return this.tokens.size;
  }

  get(token: string): VerifiedToken | undefined {
    return this.tokens.get(token);
  }

  add(token: string, verified: VerifiedToken): void {
    const { userId } = verified.principal;
    const share = this.shares.get(userId) ?? new Set();
    if (share.size >= SHARE_OF_A_USER) this.deleteOldest(share);
    if (this.tokens.size >= this.size) this.deleteOldest(this.tokens);
    this.shares.set(userId, share.add(token));
    this.tokens.set(token, verified);
  }

  delete(token: string): void {
    const userId = this.tokens.get(token)?.principal.userId ?? '';
    const share = this.shares.get(userId);
    share?.delete(token);
    if (share?.size === 0) this.shares.delete(userId);
    this.tokens.delete(token);
  }

  private deleteOldest(tokens: { keys(): Iterator<string> }): void {
    const oldest = tokens.keys().next();
    if (!oldest.done) this.delete(oldest.value);
  }
}
