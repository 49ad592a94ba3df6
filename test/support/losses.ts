import { CreateCallDto } from '../../src/modules/calls/dto/create-call.dto';
import { ExportedCall } from '../../src/modules/calls/exports/transcript-renderer';
import { Adapted } from '../../src/modules/calls/imports/transcript-adapter';
import { NewCall, toNewCall } from '../../src/modules/calls/new-call';

type Json = Record<string, unknown>;

/** What a field is when nothing is told of it. */
const NOTHING: Json = { tags: [], metadata: {} };

/** The call of an import in the form in which it is stored; what is absent is null. */
export function adaptedCall({ call }: Pick<Adapted, 'call'>): NewCall {
  return plain(toNewCall(call as unknown as CreateCallDto));
}

/** The call without the fields that a format declares it cannot hold; `seq` then numbers without gaps. */
export function withoutLosses(call: NewCall | ExportedCall, losses: readonly string[]): NewCall {
  const copy = plain(call) as unknown as Json & { utterances: Json[] };
  for (const loss of losses) {
    const [list, , ...path] = loss.split('.');
    if (list !== 'utterances') erase(copy, loss.split('.'), NOTHING[loss] ?? null);
    else
      copy.utterances.forEach((utterance, index) => erase(utterance, path, loss.endsWith('.seq') ? index + 1 : null));
  }
  return copy as unknown as NewCall;
}

function erase(object: Json, [name = '', ...rest]: string[], nothing: unknown): void {
  const inner = object[name];
  if (rest.length === 0) object[name] = nothing;
  else if (rest.length === 1 && rest[0] !== '*') Reflect.deleteProperty(Object(inner) as Json, rest[0] ?? '');
  else if (rest[0] === '*') (inner as Json[] | null)?.forEach((entry) => erase(entry, rest.slice(1), nothing));
  else if (inner !== null && inner !== undefined) erase(inner as Json, rest, nothing);
}

/** As JSON has it: null and left out mean the same in words, agents and the vendor's sentiment. */
function plain<T extends object>(call: T): T {
  return JSON.parse(JSON.stringify(call)) as T;
}
