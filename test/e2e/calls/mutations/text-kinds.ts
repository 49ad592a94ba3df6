import { Seeded } from './seeded';
import { Mutant, MutationKind, Subject, toMutant } from './subjects';

const MANY = 20_001;
const TIMING = /^(\s*)(\S+)(\s+-->\s+)(\S+)(.*)$/;
const WRONG_TIMES = ['-00:00:01.000', 'NaN', '00:99:00.000', '00:00:99.000', '1e3', '00:00:00.0000000001', ''];
const TIME = /start|end/i;
const TIMES_AFTER_A_DAY = ['24:00:00.001', '99:00:00.000', '1000000:00:00.000'];

/** What spoils a document of text, whatever it is. */
export const textKinds: MutationKind[] = [
  kind('a NUL', (subject, random) => {
    const at = random.below(text(subject).length);
    return toMutant(subject, `${text(subject).slice(0, at)}\0${text(subject).slice(at)}`);
  }),
  kind('JSON instead of text', (subject) => toMutant(subject, text(subject), { mediaType: 'application/json' })),
  kind('nothing but the first line', (subject) => toMutant(subject, linesOf(subject)[0] ?? '')),
];

/** What spoils WebVTT and SubRip. */
export const cueKinds: MutationKind[] = [
  timing('a time that is none', (cue, random) => oneOf(cue, random, random.pick(WRONG_TIMES) as string)),
  timing('a time after a day', (cue, random) => ({ ...cue, end: random.pick(TIMES_AFTER_A_DAY) as string })),
  timing('an end before the start', (cue) => ({ ...cue, start: '00:59:59.000', end: '00:00:01.000' })),
  kind('cut short in a timing', (subject, random) => {
    const at = random.pick(timingsIn(subject));
    if (at === undefined) return undefined;
    const lines = linesOf(subject);
    const line = lines[at] as string;
    const cut = line.slice(0, line.indexOf('-->') + 3);
    return toMutant(subject, [...lines.slice(0, at), cut].join('\n'), named(subject));
  }),
  kind('a text of 20,001 characters', (subject, random) => {
    const at = random.pick(timingsIn(subject));
    if (at === undefined) return undefined;
    const lines = linesOf(subject);
    return toMutant(subject, [...lines.slice(0, at + 1), 'x'.repeat(MANY), ...lines.slice(at + 1)].join('\n'));
  }),
  {
    name: '20,001 cues',
    heavy: true,
    apply: (subject) => {
      const cues = Array.from({ length: MANY }, (_, i) => `00:00:01.000 --> 00:00:02.000\nAgent: Line ${i}.\n`);
      const numbered =
        subject.format === 'srt' ? cues.map((cue, i) => `${i + 1}\n${cue.replaceAll('.0', ',0')}`) : cues;
      return toMutant(subject, [...(subject.format === 'srt' ? [] : ['WEBVTT\n']), ...numbered].join('\n'));
    },
  },
];

/** What spoils CSV. */
export const csvKinds: MutationKind[] = [
  kind('a row of too many cells', (subject, random) =>
    changeRow(subject, random, (row, comma) => row + comma.repeat(40)),
  ),
  kind('a quote that is never closed', (subject, random) =>
    changeRow(subject, random, (row, comma) => `"${row.replaceAll('"', '').replaceAll(comma, ' ')}`, true),
  ),
  kind('a header without a text', (subject) => {
    const [header = '', ...rows] = linesOf(subject);
    return toMutant(subject, [header.replace(/transcript|text/i, 'remark'), ...rows].join('\n'), named(subject));
  }),
  kind('a time that is none', (subject, random) =>
    changeCell(subject, random, TIME, random.pick(['NaN', '-1', 'x', '1.5x', '--']) ?? ''),
  ),
  kind('a time after a day', (subject, random) =>
    changeCell(subject, random, TIME, random.pick(['86400001', '9e99', '1e400']) ?? ''),
  ),
  kind('a text of 20,001 characters', (subject, random) =>
    changeCell(subject, random, /transcript|text/i, 'x'.repeat(MANY)),
  ),
  {
    name: '20,001 rows',
    heavy: true,
    apply: (subject) => {
      const [header = '', ...rows] = linesOf(subject).filter((line) => line !== '');
      return toMutant(subject, [header, ...Array.from({ length: MANY }, (_, i) => rows[i % rows.length])].join('\n'));
    },
  },
];

interface Timing {
  start: string;
  end: string;
}

function kind(name: string, apply: MutationKind['apply']): MutationKind {
  return { name, apply };
}

function text({ content }: Subject): string {
  return content as string;
}

function linesOf(subject: Subject): string[] {
  return text(subject).split(/\r?\n/);
}

function named({ query, format }: Subject): Partial<Mutant> {
  return { query: { ...query, format } };
}

function timingsIn(subject: Subject): number[] {
  const lines = linesOf(subject);
  // Without a number before it, a line of SubRip that is no timing is text.
  const isMarked = (index: number) => subject.format !== 'srt' || /^\ufeff?\d+$/.test(lines[index - 1] ?? '');
  return lines.flatMap((line, index) => (TIMING.test(line) && isMarked(index) ? [index] : []));
}

function timing(name: string, change: (cue: Timing, random: Seeded) => Timing): MutationKind {
  return kind(name, (subject, random) => {
    const at = random.pick(timingsIn(subject));
    if (at === undefined) return undefined;
    const lines = linesOf(subject);
    const [, indent = '', start = '', arrow = '', end = '', rest = ''] = TIMING.exec(lines[at] as string) ?? [];
    const now = change({ start, end }, random);
    lines[at] = indent + now.start + arrow + now.end + rest;
    return toMutant(subject, lines.join('\n'), named(subject));
  });
}

function oneOf(cue: Timing, random: Seeded, time: string): Timing {
  return random.below(2) === 0 ? { ...cue, start: time } : { ...cue, end: time };
}

function commaOf(header: string): string {
  return header.includes(';') ? ';' : ',';
}

/** Changes a row without quotes; with `last` the last such row, and nothing after it is kept. */
function changeRow(
  subject: Subject,
  random: Seeded,
  change: (row: string, comma: string) => string,
  last = false,
): Mutant | undefined {
  const lines = linesOf(subject);
  const comma = commaOf(lines[0] ?? '');
  const rows = lines.flatMap((line, index) =>
    index > 0 && line !== '' && (last || !line.includes('"')) ? [index] : [],
  );
  const at = last ? rows.at(-1) : random.pick(rows);
  if (at === undefined) return undefined;
  const changed = lines.with(at, change(lines[at] as string, comma));
  return toMutant(subject, (last ? changed.slice(0, at + 1) : changed).join('\n'), named(subject));
}

function changeCell(subject: Subject, random: Seeded, column: RegExp, value: string): Mutant | undefined {
  const header = linesOf(subject)[0] ?? '';
  const columns = header.split(commaOf(header)).flatMap((name, index) => (column.test(name) ? [index] : []));
  const at = random.pick(columns);
  return changeRow(subject, random, (row, comma) =>
    row
      .split(comma)
      .map((cell, index) => (index === at ? value : cell))
      .join(comma),
  );
}
