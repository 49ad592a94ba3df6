export type TimeUnit = 'ms' | 's';
export type TimeName = 'start' | 'end' | 'duration';

/** A column of times; the unit as its name tells it. */
export interface TimeColumn {
  name: TimeName;
  index: number;
  unit?: TimeUnit;
}

export interface CsvColumns {
  text: number;
  speaker?: number;
  channel?: number;
  times: Partial<Record<TimeName, TimeColumn>>;
  /** Columns of which a call knows nothing, and the ones that another column stands in for. */
  others: number[];
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

const UNIT = /_(?:(ms|msec|millis|milliseconds)|(?:s|sec|secs|seconds))$/;
const LONGEST_NAME = 100;

/** Undefined when there is no column of text. */
export function columnsOf(header: string[]): CsvColumns | undefined {
  const names = header.map(plainName);
  const text = indexOfFirst(names, columnNames.text);
  if (text === undefined) return undefined;
  const speaker = indexOfFirst(names, columnNames.speaker);
  const channel = indexOfFirst(names, columnNames.channel);
  const times = Object.fromEntries(
    (['start', 'end', 'duration'] as const).flatMap((name) => timeColumn(names, name).map((column) => [name, column])),
  ) as CsvColumns['times'];
  const known = [text, speaker, channel, ...Object.values(times).map(({ index }) => index)];
  return {
    text,
    ...(speaker === undefined ? {} : { speaker }),
    ...(channel === undefined ? {} : { channel }),
    times,
    others: header.flatMap((_, index) => (known.includes(index) ? [] : [index])),
  };
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

function indexOfFirst(names: string[], wanted: readonly string[]): number | undefined {
  const found = wanted.find((name) => names.includes(name));
  return found === undefined ? undefined : names.indexOf(found);
}

/** A column that tells its unit is preferred. */
function timeColumn(names: string[], name: TimeName): TimeColumn[] {
  const columns = names.flatMap((column, index): TimeColumn[] => {
    const [suffix, milliseconds] = UNIT.exec(column) ?? [''];
    const base = column.slice(0, column.length - suffix.length);
    if (!(columnNames[name] as readonly string[]).includes(base)) return [];
    return [{ name, index, ...(suffix === '' ? {} : { unit: milliseconds === undefined ? 's' : 'ms' }) }];
  });
  const best = columns.find(({ unit }) => unit !== undefined) ?? columns[0];
  return best === undefined ? [] : [best];
}
