import { isUuid, uuidv7 } from '../../database/ids';
import { hostOf } from '../../http/client-address';
import { RequestContext } from '../../logging/request-context';
import { AuditedAct } from './audited-act';

/** One row of the audit trail, as it is written; Postgres adds the time. */
export interface AuditRow {
  id: string;
  actorId: string | null;
  actorName: string | null;
  keyId: string | null;
  action: string;
  targetKind: string | null;
  targetId: string | null;
  outcome: string;
  ip: string | null;
  userAgent: string | null;
  correlationId: string | null;
  details: Record<string, string | number | boolean | null | undefined>;
}

const MAX_TEXT = 256;
const MAX_ADDRESS = 64;
const MAX_DETAILS = 20;

/** The row of an act. Whatever a client sent becomes text that Postgres can store: a row must never fail by its content. */
export function toAuditRow(act: AuditedAct, context: Partial<RequestContext> = {}): AuditRow {
  const { action, outcome, actor, target, details = {} } = act;
  const { correlationId, source } = context;
  const { userId, username, credential } = actor ?? {};
  return {
    id: uuidv7(),
    actorId: isUuid(userId) ? userId : null,
    actorName: boundedText(username),
    keyId: credential?.kind === 'key' && isUuid(credential.id) ? credential.id : null,
    action,
    targetKind: target?.kind ?? null,
    targetId: boundedText(target?.id),
    outcome,
    ip: plainAddress(source?.ip),
    userAgent: boundedText(source?.headers['user-agent']),
    correlationId: boundedText(correlationId),
    details: boundedDetails(details),
  };
}

/** One spelling for each address; what is none is kept as it came. */
export function plainAddress(address: string | undefined): string | null {
  const text = boundedText(address, MAX_ADDRESS);
  return text && (hostOf(text) ?? text);
}

function boundedDetails(details: AuditRow['details']): AuditRow['details'] {
  const entries = Object.entries(details).slice(0, MAX_DETAILS);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? boundedText(value) : value]),
  );
}

/** At most so many characters, without NUL and halves of surrogate pairs, a cut one included. */
function boundedText(text: string | undefined, max = MAX_TEXT): string | null {
  return text === undefined ? null : text.slice(0, max).toWellFormed().replaceAll('\0', '\ufffd');
}
