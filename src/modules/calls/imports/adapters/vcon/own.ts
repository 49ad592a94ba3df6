import { headFields } from '../../../head-fields';
import { MAX_UTTERANCES_PER_CALL } from '../../../limits';
import { JsonObject, listAt, objectAt, textAt } from '../../reading/document';
import { FieldTally } from '../../reading/field-tally';
import { Adapted, DocumentFault, GivenRoles } from '../../transcript-adapter';
import { readDialog, tallyTurn, timesOf, Turn } from './dialog';
import { inlineBody, instantAt } from './inline';
import { Outline } from './outline';
import { ownAnalysis, UNTIMED_SCHEMA } from './parley-report';
import { dropAnalysis } from './transcripts';

/** An utterance that is not placed in the call yet. */
interface Said {
  turn: Turn;
  seq: unknown;
  extras: JsonObject;
}

/**
 * A vCon that Parley wrote: what was said stands in the dialog, everything else in Parley's own analyses.
 * @param index of the report among the analyses. Throws DocumentFault.
 */
export function adaptOwn({ source, parties, analyses, tally }: Outline, index: number, roles: GivenRoles): Adapted {
  const place = `analysis.${index}.body`;
  const report = bodyAt(analyses, index);
  refuseLive(report['status'], `${place}.status`);
  const origin = instantAt(report['startedAt'], `${place}.startedAt`);
  const dialog = readDialog(source['dialog'], parties, tally);
  const untimed = ownAnalysis(analyses, UNTIMED_SCHEMA);
  analyses.forEach((analysis, at) => at === index || at === untimed || dropAnalysis(analysis, tally));
  const said = [
    ...fromDialog(report['utterances'], `${place}.utterances`, dialog, tally),
    ...(untimed === undefined ? [] : fromList(analyses, untimed, parties, tally)),
  ].sort((a, b) => Number(a.seq) - Number(b.seq));
  const labels = said.map(({ turn }) => turn.label);
  const assigned = parties.assign(labels, roles, tally);
  const utterances = said.map(({ turn, seq, extras }) => ({
    seq,
    speaker: assigned.roles.get(turn.label),
    ...timesOf(turn, origin),
    text: turn.text,
    ...extras,
  }));
  const call = { ...headOf(report, tally), utterances };
  const places = said.map(({ turn }) => turn.place);
  return { call, mapped: tally.mapped, dropped: tally.dropped, guessed: assigned.guessed, places };
}

function bodyAt(analyses: unknown[], index: number): JsonObject {
  const place = `analysis.${index}`;
  return objectAt(inlineBody(objectAt(analyses[index], place), place), `${place}.body`);
}

/** What is imported is a completed call, so the export of a live one would end it too early. */
function refuseLive(status: unknown, place: string): void {
  if (status !== undefined) throw new DocumentFault(place, 'is live: export the call again when it is completed');
}

function headOf(report: JsonObject, tally: FieldTally): JsonObject {
  const names = headFields.filter((name) => (report[name] ?? null) !== null);
  names.forEach((name) => tally.map(`report.${name}`, name));
  tally.dropRest(report, [...headFields, 'utterances'], 'report.', 'not a field of a call');
  return Object.fromEntries(names.map((name) => [name, report[name]]));
}

/** What the report names; texts of the dialog that it does not name were added by somebody else. */
function fromDialog(list: unknown, place: string, dialog: Map<number, Turn>, tally: FieldTally): Said[] {
  const open = new Map(dialog);
  const said = listAt(list, place, MAX_UTTERANCES_PER_CALL).map((value, index) => {
    const entry = objectAt(value, `${place}.${index}`);
    const turn = open.get(entry['dialog'] as number);
    if (turn === undefined) {
      throw new DocumentFault(`${place}.${index}.dialog`, 'must be the index of a text of the dialog, each only once');
    }
    open.delete(entry['dialog'] as number);
    tallyTurn(turn, tally);
    return { turn, ...seqAndExtras(entry, 'report.utterances.*.', ['dialog'], tally) };
  });
  open.forEach(() => tally.drop('dialog.*', 'the report of the call does not name it'));
  return said;
}

function fromList(analyses: unknown[], index: number, parties: Outline['parties'], tally: FieldTally): Said[] {
  const analysis = objectAt(analyses[index], `analysis.${index}`);
  const list = listAt(inlineBody(analysis, `analysis.${index}`), `analysis.${index}.body`, MAX_UTTERANCES_PER_CALL);
  return list.map((value, at) => {
    const place = `analysis.${index}.body.${at}`;
    const entry = objectAt(value, place);
    const turn: Turn = {
      place,
      label: parties.labelAt(entry['party'], `${place}.party`),
      startAt: null,
      durationMs: null,
      text: textAt(entry['text'], `${place}.text`),
    };
    tally.map('untimed.*.text', 'utterances.*.text');
    tally.map('untimed.*.party', 'utterances.*.speaker');
    return { turn, ...seqAndExtras(entry, 'untimed.*.', ['party', 'text'], tally) };
  });
}

function seqAndExtras(entry: JsonObject, parent: string, other: string[], tally: FieldTally): Omit<Said, 'turn'> {
  const extras: JsonObject = {};
  for (const name of ['words', 'vendorSentiment']) {
    if (entry[name] === undefined) continue;
    extras[name] = entry[name];
    tally.map(parent + name, `utterances.*.${name}`);
  }
  tally.map(`${parent}seq`, 'utterances.*.seq');
  tally.dropRest(entry, ['seq', 'words', 'vendorSentiment', ...other], parent, 'not a field of an utterance');
  return { seq: entry['seq'], extras };
}
