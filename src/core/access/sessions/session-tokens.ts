import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config';
import { Transaction } from '../../database/database';
import { uuidv7 } from '../../database/ids';
import { RefreshToken, refreshTokenHash, RefreshTokens } from './refresh-tokens';
import { PresentedToken, RefreshTokensRepository } from './refresh-tokens.repository';
import { requestOrigin } from '../request-origin';
import { SessionLifetimes, SessionsRepository } from './sessions.repository';

/** A session and the token that carries it on. */
export interface Continued {
  sessionId: string;
  userId: string;
  refreshToken: string;
  /** Whole seconds until the session ends in any case. */
  secondsLeft: number;
}

/**
 * What a presented refresh token came to. `reused`: it was exchanged before, so that somebody else may hold it as well;
 * `refused`: nobody was given it, or its session is over.
 */
export type Exchange =
  | ({ outcome: 'continued' } & Continued)
  | { outcome: 'reused'; sessionId: string; userId: string }
  | { outcome: 'refused' };

const REFUSED: Exchange = { outcome: 'refused' };

/** Opens sessions and exchanges their refresh tokens, each of them once. */
@Injectable()
export class SessionTokens {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly presented: RefreshTokensRepository,
    private readonly tokens: RefreshTokens,
    private readonly config: Config,
  ) {}

  /** Opens a session from where the running request comes from. */
  async open(tx: Transaction, userId: string): Promise<Continued> {
    const sessionId = uuidv7();
    const { token, hash } = this.tokens.first();
    await this.sessions.insert(tx, { id: sessionId, userId, ...requestOrigin() }, this.lifetimes);
    await this.presented.insert(tx, sessionId, 1, hash);
    return { sessionId, userId, refreshToken: token, secondsLeft: this.lifetimes.absolute };
  }

  /**
   * Exchanges a refresh token for its successor. The last one that was exchanged is answered the same successor again for
   * a moment: two tabs may send it at once, and an answer may be lost.
   */
  async exchange(tx: Transaction, token: string): Promise<Exchange> {
    const found = await this.presented.lock(tx, refreshTokenHash(token));
    if (!found?.live) return REFUSED;
    if (found.generation === found.newest) return continued(found, await this.rotate(tx, found, token));
    if (found.generation < found.newest - 1 || !found.rotatedJustNow) return { outcome: 'reused', ...found };
    const successor = this.tokens.successorWith(await this.presented.newestHash(tx, found), token);
    return successor ? continued(found, successor) : REFUSED;
  }

  private async rotate(tx: Transaction, found: PresentedToken, token: string): Promise<RefreshToken> {
    const successor = this.tokens.successorOf(token);
    await this.presented.rotate(tx, found, { hash: successor.hash, idle: this.lifetimes.idle, ...requestOrigin() });
    return successor;
  }

  private get lifetimes(): SessionLifetimes {
    return { idle: this.config.get('REFRESH_IDLE_SECONDS'), absolute: this.config.get('REFRESH_ABSOLUTE_SECONDS') };
  }
}

function continued({ sessionId, userId, secondsLeft }: PresentedToken, { token }: RefreshToken): Exchange {
  return { outcome: 'continued', sessionId, userId, refreshToken: token, secondsLeft };
}
