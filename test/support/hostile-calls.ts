import * as fc from 'fast-check';
import { ExportedCall } from '../../src/modules/calls/exports/transcript-renderer';
import { NewUtterance } from '../../src/modules/calls/new-call';

/** What breaks formats of text: separators, markup, formulas, marks of direction, line breaks of every kind. */
const TRAPS = [
  ...['"', '""', "'", ',', ';', '\t', '\r\n', '\r', '\n', '\n\n', ' ', '\u00a0', '\f', '\ufeff', '\u2028', '\u0085'],
  ...[
    '-->',
    '00:00:01.000 --> 00:00:02.000',
    '<v Bob>',
    '</v>',
    '<',
    '>',
    '&',
    '&amp;',
    '&#10;',
    '&lt',
    'NOTE x',
    'WEBVTT',
  ],
  ...[
    '=cmd',
    '+1',
    '-1',
    '@SUM',
    '＝1',
    "'=1",
    '\u200f',
    '\u202e',
    'Agent: ',
    '1',
    '{\\an8}',
    '\\',
    '😀',
    'ß',
    '\u0301',
  ],
];

/** Text of one character at least, as Postgres can store it. */
export const hostileText = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...TRAPS) }, fc.string({ unit: 'binary', maxLength: 6 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join('').replaceAll('\0', ''))
  .filter((text) => text !== '' && text.isWellFormed());

const id = hostileText.map((text) => [...text].slice(0, 50).join(''));
const times = fc
  .tuple(fc.nat(86_400_000), fc.nat(86_400_000))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const word = fc.record(
  { text: id, startMs: fc.nat(86_400_000), endMs: fc.nat(86_400_000), confidence: fc.constantFrom(0, 0.25, 1) },
  { requiredKeys: ['text', 'startMs', 'endMs'] },
);
const vendorSentiment = fc.record({ label: id, score: fc.constantFrom(-1, 0.125, 3) }, { requiredKeys: [] });

function utterances(timed: boolean): fc.Arbitrary<NewUtterance[]> {
  const utterance = fc
    .record({
      seq: fc.integer({ min: 1, max: 1_000_000_000 }),
      speaker: fc.constantFrom('agent' as const, 'customer' as const, 'other' as const),
      span: timed ? times : fc.option(times),
      text: hostileText,
      words: fc.option(fc.array(word, { maxLength: 3 })),
      vendorSentiment: fc.option(vendorSentiment),
    })
    .map(({ span, ...rest }) => ({ ...rest, startMs: span?.[0] ?? null, endMs: span?.[1] ?? null }));
  return fc
    .uniqueArray(utterance, { minLength: 1, maxLength: 6, selector: ({ seq }) => seq })
    .map((list) => list.sort((a, b) => a.seq - b.seq));
}

const instant = fc.constantFrom('2026-03-01T09:30:00.000Z', '1999-12-31T23:59:59.999Z');
const metadata = fc.dictionary(
  id,
  fc.oneof(hostileText, fc.integer(), fc.boolean(), fc.constant(null), fc.array(hostileText, { maxLength: 2 })),
  { maxKeys: 3, noNullPrototype: true },
);
const reserved = ['__proto__', 'constructor', 'prototype'];

/** A call of whatever a sender may have given; with `timed`, every utterance has times. */
export function hostileCalls({ timed }: { timed: boolean }): fc.Arbitrary<ExportedCall> {
  return fc.record({
    externalId: id,
    agent: fc.option(fc.record({ externalId: id, name: id }, { requiredKeys: ['externalId'] })),
    customer: fc.option(id),
    direction: fc.constantFrom('inbound' as const, 'outbound' as const, null),
    startedAt: instant,
    endedAt: fc.option(instant),
    language: fc.constantFrom('en-US', 'de', null),
    tags: fc.uniqueArray(id, { maxLength: 3 }),
    metadata: metadata.filter((object) => !Object.keys(object).some((name) => reserved.includes(name))),
    utterances: utterances(timed),
  });
}

/** What was adapted, in the form in which a call is exported: null where nothing is known. */
export function asExported(call: Record<string, unknown>): ExportedCall {
  const { utterances: list, ...head } = call as unknown as ExportedCall;
  return {
    ...{ agent: null, customer: null, direction: null, endedAt: null, language: null, tags: [], metadata: {} },
    ...head,
    utterances: list.map((utterance) => ({ ...{ words: null, vendorSentiment: null }, ...utterance })),
  };
}
