import { CsvColumns, columnNames, columnsOf } from './csv-columns';
import { CsvTable, readHeader, readTable } from './csv-table';
import { CsvTimes } from './csv-times';
import { isOwnHeader, ownFields, readOwnRows } from './own-csv';
import { textAt } from '../../reading/document';
import { FieldTally } from '../../reading/field-tally';
import { addPart, SpokenPart, toUtterances } from '../../reading/spoken-parts';
import { Adapted, DocumentFault, FieldRule, GivenRoles, TranscriptAdapter } from '../../transcript-adapter';
import { agentOfLabels, NamedAgent, tellingLabelsNote } from '../../reading/voice-roles';
import { isWebvtt } from '../cues/webvtt.adapter';

const LONGEST_NAME = 100;
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

function adaptForeign({ header, rows }: CsvTable, columns: CsvColumns, roles: GivenRoles): Adapted {
  const tally = new FieldTally();
  const times = new CsvTimes(columns.times, rows, tally);
  const { by, agent } = whoSpeaks(columns, roles);
  const parts: SpokenPart[] = [];
  const unread = unreadColumns(header, columns, by);
  for (const row of rows) {
    const { line, cells } = row;
    for (const { index, place, reason } of unread) if (cells[index] !== '') tally.drop(place, reason);
    const text = (cells[columns.text] ?? '').trim();
    if (text === '') {
      if (cells.some((cell) => cell !== '')) tally.drop('rows.*', 'nothing was said');
      continue;
    }
    const voice = by === undefined ? '' : (cells[columns[by] as number] ?? '').trim();
    addPart(parts, { place: `line ${line}`, text, ...times.of(row), ...(voice === '' ? {} : { voice }) });
    tally.map('rows.*.text', 'utterances.*.text');
    if (voice !== '') tally.map(`rows.*.${by}`, 'utterances.*.speaker');
  }
  const { utterances, places, guessed } = toUtterances(parts, agent);
  const { mapped, dropped } = tally;
  return { call: { utterances }, mapped, dropped, guessed: [...times.guessed, ...guessed], places };
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

interface UnreadColumn {
  index: number;
  place: string;
  reason: string;
}

function unreadColumns(header: string[], columns: CsvColumns, by: SpeakerColumn | undefined): UnreadColumn[] {
  const second = by === 'speaker' ? columns.channel : columns.speaker;
  const unread = columns.others.map((index) => ({ index, reason: 'a call has no place for it' }));
  if (by !== undefined && second !== undefined) unread.push({ index: second, reason: `the ${by} tells who speaks` });
  return unread.map(({ index, reason }) => {
    return { index, reason, place: `rows.*.${(header[index] ?? '').slice(0, LONGEST_NAME)}` };
  });
}
