import { Injectable } from '@nestjs/common';
import { AppError } from '../../errors/app-error';
import { AccessErrors, CoreErrors } from '../../errors/core-errors';
import { translate } from '../../errors/translate';
import { currentContext } from '../../logging/request-context';
import { networkOf } from '../../http/client-address';
import { emptied, TokenBucket } from '../../realtime/token-bucket';
import { Telemetry } from '../../telemetry/telemetry';
import { AuditTrail } from './audit-trail';
import { AuditedAct } from './audited-act';
import { DenialSources } from './denial-sources';

const MOST_WAITING = 1_000;
/** What one user may be refused and still be told so, with all sessions and keys together: they could be many. */
const KNOWN = { perSecond: 2, burst: 300 };
/** Refused credentials of one address, and of all together, that are recorded one by one. */
const UNKNOWN = { perSecond: 1, burst: 30 };
const ALL_UNKNOWN = { perSecond: 20, burst: 300 };
/** A silent database must not keep callers from hearing that they have to sign in. */
const PATIENCE_MS = 2_000;

type Target = NonNullable<AuditedAct['target']>;

/**
 * Records what was refused before it is told. A known caller hears of no refusal that is not recorded: when it cannot be,
 * or too many come, the answer is another error, and what was asked stays undone. Refused credentials come from anybody:
 * they are recorded as far as that harms nobody, and the next row of their address tells how many were left out.
 */
@Injectable()
export class Denials {
  private readonly batches;
  private readonly known = new DenialSources(KNOWN);
  private readonly unknown = new DenialSources(UNKNOWN);
  private readonly allUnknown = new TokenBucket(ALL_UNKNOWN.perSecond, ALL_UNKNOWN.burst);

  constructor(
    audit: AuditTrail,
    private readonly telemetry: Telemetry,
  ) {
    this.batches = audit.waitingFor(MOST_WAITING);
  }

  /**
   * Whether the error refuses access. A token that ran out does not count, since that happens to every client, and missing
   * credentials do not: nobody tried any.
   */
  concern({ type }: AppError): boolean {
    return (type.status === 403 || type === AccessErrors.invalid) && currentContext()?.refusalRecorded !== true;
  }

  /** Records the refusal; answers the error to tell instead, most often the same one. Never rejects. */
  async toTell(error: AppError, target: Target, path?: string): Promise<AppError> {
    const { principal, source } = currentContext() ?? {};
    const details = { code: error.type.code, ...(path === undefined ? {} : { path }) };
    const act: AuditedAct = { action: 'access.denied', outcome: 'denied', actor: principal, target, details };
    if (principal !== undefined && error.type.status === 403) return this.ofKnown(act, principal.userId, error);
    await this.ofUnknown(act, networkOf(source?.ip ?? 'unknown'));
    return error;
  }

  private async ofKnown(act: AuditedAct, userId: string, error: AppError): Promise<AppError> {
    if (!this.known.of(userId).bucket.take()) {
      const told = { retryAfterSeconds: 1, limit: emptied(KNOWN), cause: error };
      return CoreErrors.rateLimited.with('You were refused too often.', told);
    }
    return this.batches.add(act).then(
      () => error,
      (failure: unknown) => translate(failure),
    );
  }

  private async ofUnknown(act: AuditedAct, network: string): Promise<void> {
    const from = this.unknown.of(network);
    if (!from.bucket.take() || !this.allUnknown.take()) return this.omit(from, 1);
    const omitted = from.omitted;
    from.omitted = 0;
    const details = omitted === 0 ? act.details : { ...act.details, omitted };
    const written = this.batches.add({ ...act, details }).catch(() => this.omit(from, omitted + 1));
    await Promise.race([written, pause(PATIENCE_MS)]);
  }

  private omit(from: { omitted: number }, count: number): void {
    from.omitted += count;
    this.telemetry.auditOmissions.inc();
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
