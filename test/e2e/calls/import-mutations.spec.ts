import { Agent } from 'node:http';
import fc, { Arbitrary } from 'fast-check';
import { adapters } from '../../../src/modules/calls/imports/adapters';
import { startTestApp, TestApp } from '../../support/app';
import { tokenFor } from '../../support/people';
import { countEveryTable } from '../../support/rows';
import { hostileText, mutated } from '../fuzz/hostile';
import { settings } from '../fuzz/settings';
import { anyKinds, asText } from './mutations/any-kinds';
import { jsonKinds } from './mutations/json-kinds';
import { Poster } from './mutations/poster';
import { Seeded } from './mutations/seeded';
import { Mutant, MutationKind, Subject, subjects, toMutant } from './mutations/subjects';
import { csvKinds, cueKinds, textKinds } from './mutations/text-kinds';

/** Replay a failure by the seed it names: MUTATION_SEED=... */
const SEED = Number(process.env.MUTATION_SEED ?? 20_260_301);
const MUTANTS = 10_000;
const AT_ONCE = 16;
const RANDOM_RUNS = 1_000;
const KINDS: Record<string, MutationKind[]> = { webvtt: cueKinds, srt: cueKinds, csv: csvKinds };

interface Made extends Mutant {
  /** Which kind of mutation of which document, and the seed of its random numbers. */
  name: string;
}

describe('documents that cannot be imported', () => {
  const documents = subjects();
  let parley: TestApp;
  let poster: Poster;

  beforeAll(async () => {
    parley = await startTestApp();
    poster = new Poster(new Agent({ maxSockets: AT_ONCE }), parley.url, tokenFor(parley, 'user'));
  }, 60_000);
  afterAll(async () => {
    poster.close();
    await parley.close();
  });

  it('are of every format, and can be imported before they are broken', async () => {
    expect([...new Set(documents.map(({ format }) => format))].sort()).toEqual(
      adapters.map(({ format }) => format).sort(),
    );
    for (const subject of documents) {
      const query = { ...subject.query, dryRun: 'true' };
      const { status, text } = await poster.send(toMutant(subject, asText(subject), { query }));
      expect([subject.name, status, status === 200 ? '' : text]).toEqual([subject.name, 200, '']);
    }
  });

  it('are refused, all 10,000 of them, and leave no row', async () => {
    const before = await countEveryTable(parley.database);
    const mutants = [...mutantsOf(documents)];
    expect(mutants).toHaveLength(MUTANTS);
    const wrong: string[] = [];
    await poster.sendAll(mutants, AT_ONCE, (mutant, { status, text }) => {
      if (status < 400 || status >= 500) wrong.push(`${(mutant as Made).name}: ${status} ${text.slice(0, 300)}`);
    });
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(await countEveryTable(parley.database)).toEqual(before);
  }, 120_000);

  it('or perhaps can, and are no failure of ours in any case', async () => {
    const before = await countEveryTable(parley.database);
    const property = fc.asyncProperty(fc.constantFrom(...documents).chain(anyMutant), async (mutant) => {
      const { status, text } = await poster.send(mutant);
      if (status >= 500) throw new Error(`${status} ${text.slice(0, 300)}`);
    });
    await fc.assert(property, settings(RANDOM_RUNS));
    expect(await countEveryTable(parley.database)).toEqual(before);
  }, 120_000);
});

/** Every kind of mutation of every document, over and over with other random numbers. */
function* mutantsOf(documents: Subject[]): Generator<Made> {
  const pairs = documents.flatMap((subject) => kindsOf(subject).map((kind) => ({ subject, kind })));
  for (let made = 0, turn = 0; made < MUTANTS; turn += 1) {
    const { subject, kind } = pairs[turn % pairs.length] as (typeof pairs)[number];
    const seed = SEED + turn;
    const mutant =
      kind.heavy && (turn >= pairs.length || !subject.isExample) ? undefined : kind.apply(subject, new Seeded(seed));
    if (mutant === undefined) continue;
    made += 1;
    yield { ...mutant, name: `${kind.name} in ${subject.name} (seed ${seed})` };
  }
}

function kindsOf({ content, format }: Subject): MutationKind[] {
  const kinds = typeof content === 'string' ? [...textKinds, ...(KINDS[format] ?? [])] : jsonKinds;
  return [...anyKinds, ...kinds].filter(({ except }) => !except?.includes(format));
}

/** The document with something in it replaced, removed, added, doubled or moved. */
function anyMutant(subject: Subject): Arbitrary<Mutant> {
  const { content } = subject;
  const query = { ...subject.query, dryRun: 'true' };
  const made = (body: string) => toMutant(subject, body, { query });
  if (typeof content !== 'string') return mutated(content).map((value) => made(JSON.stringify(value) ?? ''));
  const place = fc.nat(content.length);
  return fc
    .array(fc.tuple(place, place, place, hostileText), { minLength: 1, maxLength: 4 })
    .map((edits) => made(edits.reduce(edited, content)));
}

/** Puts a stretch of the text, and a hostile text, to another place; what is there goes or stays. */
function edited(text: string, [from, to, at, hostile]: [number, number, number, string]): string {
  const stretch = text.slice(Math.min(from, to), Math.max(from, to));
  const rest = from < to ? text : text.replace(stretch, '');
  return rest.slice(0, at) + (at % 2 === 0 ? hostile : stretch) + rest.slice(at);
}
