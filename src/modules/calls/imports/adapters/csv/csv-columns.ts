export type TimeUnit = 'ms' | 's';
export type TimeName = 'start' | 'end' | 'duration';

/** A column of times; the unit as its name tells it. */
export interface TimeColumn {
  name: TimeName;
  index: number;
  unit?: TimeUnit | undefined;
}

export interface CsvColumns {
  text: number;
  speaker?: number;
  channel?: number;
  times: Partial<Record<TimeName, TimeColumn>>;
  /** Columns of which a call knows nothing, and the ones that another column stands in for. */
  others: number[];
  /** What each column is called in reports: `rows.*.Start (ms)`. */
  places: string[];
}

/** Names in the order in which they are preferred; case, blanks, brackets and dashes do not matter. */
export const columnNames = {
  text: ['text', 'transcript', 'utterance', 'content', 'message'],
  speaker: [
    ...['role', 'speaker_role', 'participant_role', 'speaker', 'speaker_label', 'speaker_name', 'speaker_id'],
    ...['participant', 'participant_name', 'participant_id'],
  ],
  channel: ['channel', 'channel_id', 'channel_number'],
  start: ['start', 'start_time', 'start_offset', 'begin', 'begin_time', 'begin_offset'],
  end: ['end', 'end_time', 'end_offset', 'stop', 'stop_time'],
  duration: ['duration', 'length'],
} as const;

export type ColumnName = keyof typeof columnNames;

export interface ColumnKind {
  name: ColumnName;
  /** The lower, the rather is it the one among several columns of this name. */
  rank: number;
  unit?: TimeUnit;
}

const timeNames = ['start', 'end', 'duration'] as const;
const UNIT = /_(?:(ms|msec|millis|milliseconds)|(?:s|sec|secs|seconds))$/;
const LONGEST_NAME = 100;

/** Undefined when there is no column of text. */
export function columnsOf(header: string[]): CsvColumns | undefined {
  const columns = header.map((name) => columnKind(name));
  const find = (name: ColumnName) => indexOfBest(columns, name);
  const [text, speaker, channel] = [find('text'), find('speaker'), find('channel')];
  if (text === undefined) return undefined;
  const times = Object.fromEntries(
    timeNames.flatMap((name) => {
      const index = find(name);
      return index === undefined ? [] : [[name, { name, index, unit: columns[index]?.unit }]];
    }),
  ) as CsvColumns['times'];
  const known = [text, speaker, channel, ...Object.values(times).map(({ index }) => index)];
  return {
    text,
    ...(speaker === undefined ? {} : { speaker }),
    ...(channel === undefined ? {} : { channel }),
    times,
    others: header.flatMap((_, index) => (known.includes(index) ? [] : [index])),
    places: header.map((name) => `rows.*.${name.slice(0, LONGEST_NAME)}`.toWellFormed()),
  };
}

/** What a column is, by its name; undefined when a call knows nothing of it. */
export function columnKind(header: string): ColumnKind | undefined {
  const plain = plainName(header);
  const [suffix, milliseconds] = UNIT.exec(plain) ?? [''];
  const base = plain.slice(0, plain.length - suffix.length);
  for (const name of Object.keys(columnNames) as ColumnName[]) {
    const isTime = (timeNames as readonly string[]).includes(name);
    const rank = (columnNames[name] as readonly string[]).indexOf(isTime ? base : plain);
    if (rank === -1) continue;
    if (!isTime) return { name, rank };
    // Among times, one that tells its unit is preferred.
    return suffix === '' ? { name, rank: 1 } : { name, rank: 0, unit: milliseconds === undefined ? 's' : 'ms' };
  }
  return undefined;
}

/** `Start (ms)`, `startMs` and `START_MS` are `start_ms`. */
function plainName(name: string): string {
  const words = name.slice(0, LONGEST_NAME).replace(/([a-z])([A-Z])/g, '$1 $2');
  return words
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .join('_');
}

function indexOfBest(columns: (ColumnKind | undefined)[], name: ColumnName): number | undefined {
  const found = columns.flatMap((column, index) => (column?.name === name ? [{ index, rank: column.rank }] : []));
  return found.sort((a, b) => a.rank - b.rank)[0]?.index;
}
