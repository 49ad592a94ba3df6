import { AppError } from '../../../core/errors/app-error';
import { CoreErrors } from '../../../core/errors/core-errors';
import { isStorableText } from '../../../core/http/fields';
import { parseJsonBody } from '../../../core/http/json-body';
import { checkInput } from '../../../core/http/validation';
import { makeCall, MadeCall } from '../call-making';
import { CreateCallDto } from '../dto/create-call.dto';
import { areSound } from '../dto/sound-utterances';
import { NewCall, toNewCall, toNewUtterance } from '../new-call';
import { SentimentAnalyzer } from '../sentiment/sentiment-analyzer';
import { Rejection } from './raw-batch';

/** Longest external id that is told of a rejected row; a longer one is a reason to reject it. */
const MAX_EXTERNAL_ID = 200;
const MAX_REASON = 1_000;

export type ReadRow = (MadeCall & { externalId: string }) | Omit<Rejection, 'line'>;

/** Makes a call of a row by the same rules as POST /calls, but for a live call, or tells why it cannot be one. */
export async function readRow(bytes: Buffer, analyzer: SentimentAnalyzer): Promise<ReadRow> {
  let value: object | undefined;
  try {
    value = parseJsonBody(bytes, false);
    const call = requireCompleted(await checkCall(value));
    const made = await makeCall(analyzer, call);
    return { ...made, externalId: call.externalId ?? namedByContent(made.contentDigest) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { externalId: externalIdIn(value), code: error.type.code, reason: reasonOf(error) };
  }
}

export function isRejected(row: ReadRow): row is Omit<Rejection, 'line'> {
  return 'code' in row;
}

/** As POST /calls checks a body. What is sound at first sight, nearly every utterance, is not checked again at length. */
async function checkCall(value: object): Promise<NewCall> {
  const { utterances } = value as { utterances?: unknown };
  if (!areSound(utterances)) return toNewCall(await checkInput(CreateCallDto, value));
  const call = toNewCall(await checkInput(CreateCallDto, { ...value, utterances: utterances.slice(0, 1) }));
  return { ...call, utterances: utterances.map(toNewUtterance) };
}

function requireCompleted(call: NewCall): NewCall {
  if (call.utterances !== null) return call;
  const message = 'must be given: a bulk ingest takes completed calls only';
  throw CoreErrors.validation.with(`utterances ${message}.`, { errors: [{ field: 'utterances', message }] });
}

/** The external id of a call that was sent without one: the same content is the same call. */
function namedByContent(digest: Buffer): string {
  return `sha256:${digest.toString('hex').slice(0, 32)}`;
}

/** The first fault is enough, and the body of a request is a row here. */
function reasonOf(error: AppError): string {
  const [first] = error.errors ?? [];
  const reason = first === undefined ? error.message : `${first.field} ${first.message}.`.trimStart();
  return reason
    .replace(/^The body /, 'The row ')
    .toWellFormed()
    .replaceAll('\0', '')
    .slice(0, MAX_REASON)
    .toWellFormed();
}

function externalIdIn(value: object | undefined): string | null {
  const { externalId } = (value ?? {}) as { externalId?: unknown };
  return isStorableText(externalId) && externalId.length <= MAX_EXTERNAL_ID ? externalId : null;
}
