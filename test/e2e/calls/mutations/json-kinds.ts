import { asText } from './any-kinds';
import { isContainer, Path, placesIn, placesOf, valueAt, withValue } from './json-places';
import { Seeded } from './seeded';
import { Mutant, MutationKind, Subject, toMutant } from './subjects';

const MARK = '@mark@';
const MANY = 20_001;

interface Target {
  to: string;
  from: string;
  path: Path;
}

/** What spoils a document of JSON. */
export const jsonKinds: MutationKind[] = [
  {
    name: 'cut short',
    apply: (subject, random) => {
      const text = asText(subject);
      return toMutant(subject, text.slice(0, 1 + random.below(text.length - 1)));
    },
  },
  kind('a NUL in a text', (subject, random) => changeString(subject, random, (text) => `${text}\0`)),
  kind('half a surrogate pair in a text', (subject, random) =>
    changeString(subject, random, (text) => `${text}\ud83d`),
  ),
  kind('a name that reaches prototypes, twice', (subject, random) => {
    const name = random.pick(['__proto__', 'constructor', 'prototype', '\\u005f_proto__']);
    return marked(subject, random, `"${name}":{"admin":true},"${name}":1`);
  }),
  kind('a value that JSON does not know', (subject, random) =>
    marked(
      subject,
      random,
      `"x":${random.pick(['NaN', 'Infinity', 'undefined', '01', '.5', "'a'", '1e', '"\\x"', ''])}`,
    ),
  ),
  kind('forty levels', (subject, random) => {
    const [open, close] = random.pick(['[]', '{}']) === '[]' ? ['[', ']'] : ['{"a":', '}'];
    return marked(subject, random, `"x":${open.repeat(40)}1${close.repeat(40)}`);
  }),
  kind('text instead of JSON', (subject) =>
    toMutant(subject, asText(subject), {
      mediaType: 'text/plain',
      query: { ...subject.query, format: subject.format },
    }),
  ),
  mapped('a text of 20,001 characters', /\.text$/, () => 'x'.repeat(MANY)),
  // A vCon's dialog may be elsewhere; the corpus leaves silence out.
  { ...mapped('no text', /\.text$/, () => undefined), except: ['vcon', 'harpervalley'] },
  mapped('a text of another type', /\.text$/, (_, random) => random.pick([{}, [], 7, true])),
  mapped('a time of another type', /\.(startMs|endMs)$/, (_, random) => random.pick([{}, [], true, 'NaN', '12', '-'])),
  mapped('a time before 0', /\.(startMs|endMs)$/, () => -1),
  mapped('a time after a day', /\.(startMs|endMs)$/, (_, random) => 86_400_001 + random.below(1e9)),
  mapped('half a millisecond', /\.(startMs|endMs)$/, (value, _, all) =>
    all.every(Number.isInteger) && all.some((one) => Number(one) >= 500) ? Number(value) + 0.5 : KEEP,
  ),
  // The originator of a vCon's dialog tells who speaks.
  { ...mapped('a speaker of another type', /\.speaker$/, (_, random) => random.pick([{}, []])), except: ['vcon'] },
  mapped('words of another type', /\.words$/, (_, random) => random.pick([{ a: 1 }, 'words', 7])),
  mapped('a sentiment of another type', /vendorSentiment/, (_, random) => random.pick([{ a: 1 }, [7]])),
  mapped('a head of another type', /^(externalId|customer|language|startedAt|tags|metadata|direction)$/, (_, random) =>
    random.pick([[], {}]),
  ),
  mapped('an id of 201 characters', /^externalId$/, () => 'x'.repeat(201)),
  kind('an end before the start', endBeforeStart),
  kind('an object instead of the list of turns', (subject) => changeList(subject, (list) => ({ ...list }))),
  // The text or the words that these have besides are a transcript too.
  { ...kind('no turns', (subject) => changeList(subject, () => [])), except: ['whisper', 'assemblyai', 'deepgram'] },
  kind('a list instead of a turn', (subject, random) =>
    changeList(subject, (list) => {
      const at = random.below(list.length);
      return list.map((entry, index) => (index === at ? [entry] : entry));
    }),
  ),
  kind('another thing instead of a turn', (subject, random) =>
    changeList(subject, (list) => [...list, random.pick([null, 'turn', 7, true])]),
  ),
  {
    name: '20,001 turns',
    heavy: true,
    apply: (subject) => {
      const turn = valueAt(subject.content, (subject.places[0] ?? '').split('.'));
      return changeList(subject, () => Array.from({ length: MANY }, () => turn));
    },
  },
];

function kind(name: string, apply: MutationKind['apply']): MutationKind {
  return { name, apply };
}

/** The value is not one to break so. */
const KEEP = Symbol('keep');

/** Puts another value at a place that goes to such a field of the call. */
function mapped(
  name: string,
  to: RegExp,
  change: (value: unknown, random: Seeded, all: unknown[]) => unknown,
): MutationKind {
  return kind(name, (subject, random) => {
    const targets = targetsOf(subject, to);
    const target = random.pick(targets);
    if (target === undefined) return undefined;
    const all = targets.map(({ path }) => valueAt(subject.content, path));
    const value = change(valueAt(subject.content, target.path), random, all);
    return value === KEEP ? undefined : changed(subject, target.path, value);
  });
}

function targetsOf(subject: Subject, to: RegExp): Target[] {
  return subject.mapped
    .filter((field) => to.test(field.to))
    .flatMap((field) => placesOf(subject.content, field.from).map((path) => ({ ...field, path })))
    .filter(({ from, path }) => !from.includes('*') || isWithin(path.join('.'), subject.places));
}

/** What stands elsewhere may have become nothing of the call: a silent turn, say. */
function isWithin(path: string, places: string[]): boolean {
  return places.some((place) => path === place || path.startsWith(`${place}.`));
}

function changed(subject: Subject, path: Path, value: unknown): Mutant {
  return toMutant(subject, JSON.stringify(withValue(subject.content, path, value)));
}

function changeString(subject: Subject, random: Seeded, change: (text: string) => string): Mutant | undefined {
  const strings = placesIn(subject.content).filter((path) => typeof valueAt(subject.content, path) === 'string');
  const path = random.pick(strings);
  return path && changed(subject, path, change(valueAt(subject.content, path) as string));
}

/** Writes members into some object as they are, whether JSON allows that or not. */
function marked(subject: Subject, random: Seeded, members: string): Mutant | undefined {
  const objects = placesIn(subject.content).filter((path) => {
    const value = valueAt(subject.content, path);
    return isContainer(value) && !Array.isArray(value);
  });
  const path = random.pick(objects);
  if (path === undefined) return undefined;
  const text = JSON.stringify(withValue(subject.content, [...path, MARK], 1));
  return toMutant(
    subject,
    text.replace(`"${MARK}":1`, () => members),
  );
}

/** Changes the list in which the turns are; nothing where an entry is a word rather than a turn. */
function changeList(subject: Subject, change: (list: unknown[]) => unknown): Mutant | undefined {
  const text = subject.mapped.find(({ from, to }) => to === 'utterances.*.text' && from.split('*').length === 2);
  if (text === undefined) return undefined;
  const path = text.from
    .slice(0, text.from.indexOf('*'))
    .split('.')
    .filter((part) => part !== '');
  const list = valueAt(subject.content, path);
  return Array.isArray(list) ? changed(subject, path, change(list)) : undefined;
}

function endBeforeStart(subject: Subject, random: Seeded): Mutant | undefined {
  const ends = targetsOf(subject, /\.endMs$/).filter(({ from }) => !from.includes('duration'));
  const end = random.pick(ends);
  const start = targetsOf(subject, /\.startMs$/).find(
    ({ path }) => end !== undefined && path.slice(0, -1).join('.') === end.path.slice(0, -1).join('.'),
  );
  const from = start && valueAt(subject.content, start.path);
  // A millisecond is left between the two however the times are rounded.
  if (end === undefined || typeof from !== 'number' || from < 1) return undefined;
  return changed(subject, end.path, Math.floor(from / 2));
}
