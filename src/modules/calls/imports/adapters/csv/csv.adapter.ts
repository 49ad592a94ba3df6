import { CsvColumns, columnNames, columnsOf } from './csv-columns';
import { CsvRow } from './csv-rows';
import { CsvTable, readHeader, readTable } from './csv-table';
import { CsvTimes } from './csv-times';
import { isOwnHeader, ownFields, readOwnRows } from './own-csv';
import { MAX_TEXT_LENGTH } from '../../../limits';
import { textAt } from '../../reading/document';
import { FieldTally, NO_PLACE } from '../../reading/field-tally';
import { addPart, inOrderOfSpeech, SpokenPart, toUtterances } from '../../reading/spoken-parts';
import { Adapted, DocumentFault, FieldRule, GivenRoles, TranscriptAdapter } from '../../transcript-adapter';
import { agentOfLabels, NamedAgent, tellingLabelsNote } from '../../reading/voice-roles';
import { isWebvtt } from '../cues/webvtt.adapter';

const UNITS = 'with _ms or _s, or as hh:mm:ss; a fraction without a unit is seconds';
const named = (name: keyof typeof columnNames) => `named ${columnNames[name].join(', ')}`;

const FIELDS: readonly FieldRule[] = [
  { from: 'rows.*.text', to: 'utterances.*.text', note: named('text') },
  { from: 'rows.*.speaker', to: 'utterances.*.speaker', note: `${named('speaker')}; ${tellingLabelsNote}` },
  { from: 'rows.*.channel', to: 'utterances.*.speaker', note: `${named('channel')}; where there is no speaker` },
  { from: 'rows.*.start', to: 'utterances.*.startMs', note: `${named('start')}; ${UNITS}` },
  { from: 'rows.*.end', to: 'utterances.*.endMs', note: `${named('end')}; ${UNITS}` },
  { from: 'rows.*.duration', to: 'utterances.*.endMs', note: `${named('duration')}; where there is no end` },
  ...ownFields.filter(({ from }) => from !== 'rows.*.text' && from !== 'rows.*.speaker'),
];

/** CSV with a header, a row for each utterance; what Parley wrote itself is known by its exact header. */
export const csvAdapter: TranscriptAdapter = {
  format: 'csv',
  title: 'CSV with a header',
  fields: FIELDS,
  losses: [],

  recognises(document) {
    if (typeof document !== 'string' || isWebvtt(document)) return false;
    return readHeader(document, (header) => header.length > 1 && columnsOf(header) !== undefined) !== undefined;
  },

  adapt(document, roles): Adapted {
    const source = textAt(document, '');
    const outline = readHeader(source, (header) => columnsOf(header) !== undefined);
    if (outline === undefined) {
      throw new DocumentFault('the header', `must have a column of text, ${named('text')}, and at most 64 columns`);
    }
    const table = readTable(source, outline);
    const columns = columnsOf(table.header);
    if (isOwnHeader(table.header)) return adaptOwn(table);
    if (columns === undefined) throw new DocumentFault('the header', `must have a column of text, ${named('text')}`);
    return adaptForeign(table, columns, roles);
  },
};

function adaptOwn({ rows }: CsvTable): Adapted {
  const tally = new FieldTally();
  const { call, places } = readOwnRows(rows, tally);
  return { call, mapped: tally.mapped, dropped: tally.dropped, guessed: [], places };
}

function adaptForeign(table: CsvTable, columns: CsvColumns, roles: GivenRoles): Adapted {
  const tally = new FieldTally();
  const times = new CsvTimes(columns, table, tally);
  const { by, agent } = whoSpeaks(columns, roles);
  const speakers = by === undefined ? undefined : columns[by];
  dropUnread(table.rows, columns, by, tally);
  const parts: SpokenPart[] = [];
  for (const row of table.rows) {
    const { line, cells } = row;
    const text = withLineFeeds((cells[columns.text] ?? '').trim());
    if (text === '') {
      if (cells.some((cell) => cell !== '')) tally.drop('rows.*', 'nothing was said');
      continue;
    }
    const voice = speakers === undefined ? '' : (cells[speakers] ?? '').trim();
    addPart(parts, { place: `line ${line}`, text, ...times.of(row), ...(voice === '' ? {} : { voice }) });
    tally.map(columns.places[columns.text] ?? '', 'utterances.*.text');
    if (voice !== '') tally.map(columns.places[speakers ?? -1] ?? '', 'utterances.*.speaker');
  }
  const { utterances, places, guessed } = toUtterances(inOrderOfSpeech(parts), agent);
  const { mapped, dropped } = tally;
  return { call: { utterances }, mapped, dropped, guessed: [...times.guessed, ...guessed], places };
}

/** So that a file says the same however its lines end. What is too long for an utterance is refused as it is. */
function withLineFeeds(text: string): string {
  return text.length <= MAX_TEXT_LENGTH && text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

type SpeakerColumn = 'speaker' | 'channel';

/** A channel that the caller names needs the column of channels; else the column of speakers comes first. */
function whoSpeaks({ speaker, channel }: CsvColumns, given: GivenRoles): { by?: SpeakerColumn; agent: NamedAgent } {
  if (given.agentChannel !== undefined) {
    if (channel === undefined)
      throw new DocumentFault('agentChannel', 'must not be given: there is no column of channels');
    return { by: 'channel', agent: { label: String(given.agentChannel), parameter: 'agentChannel' } };
  }
  const agent = agentOfLabels(given);
  if (speaker !== undefined) return { by: 'speaker', agent };
  return channel === undefined ? { agent } : { by: 'channel', agent };
}

function dropUnread(rows: CsvRow[], columns: CsvColumns, by: SpeakerColumn | undefined, tally: FieldTally): void {
  const drop = (index: number, reason: string) => {
    const count = rows.filter(({ cells }) => cells[index] !== '').length;
    if (count > 0) tally.drop(columns.places[index] ?? '', reason, count);
  };
  const second = by === 'speaker' ? columns.channel : columns.speaker;
  for (const index of columns.others) drop(index, NO_PLACE);
  if (by !== undefined && second !== undefined) drop(second, `the ${by} tells who speaks`);
}
