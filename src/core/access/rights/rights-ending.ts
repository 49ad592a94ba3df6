import { Injectable } from '@nestjs/common';
import { Transaction } from '../../database/database';
import { Revocations } from './revocations';
import { EndReason, SessionsRepository } from '../sessions/sessions.repository';

/** Takes rights away in the transaction that decides it; every instance knows within 5 s. */
@Injectable()
export class RightsEnding {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly revocations: Revocations,
  ) {}

  /** Ends one session; answers whether it had not ended before. */
  async endSession(tx: Transaction, sessionId: string, reason: EndReason): Promise<boolean> {
    const ended = await this.sessions.end(tx, sessionId, reason);
    if (ended) await this.revocations.record(tx, 'session', [sessionId]);
    return ended;
  }

  /** Ends the sessions of a user, all or all but one; answers how many. */
  async endSessions(tx: Transaction, userId: string, reason: EndReason, except?: string): Promise<number> {
    const ended = await this.sessions.endOfUser(tx, userId, reason, except);
    await this.revocations.record(tx, 'session', ended);
    return ended.length;
  }

  /** Ends the sessions of a user but one, makes every instance look again at his keys, and answers how many ended. */
  async endOthers(tx: Transaction, userId: string, reason: EndReason, except: string): Promise<number> {
    const ended = await this.endSessions(tx, userId, reason, except);
    await this.revocations.record(tx, 'user', [userId]);
    return ended;
  }

  /** Ends the sessions of a user and makes every instance look again at what his keys may. */
  async endAll(tx: Transaction, userId: string, reason: EndReason): Promise<void> {
    await this.endSessions(tx, userId, reason);
    await this.revocations.record(tx, 'user', [userId]);
  }
}
