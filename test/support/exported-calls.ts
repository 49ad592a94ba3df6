import fc from 'fast-check';
import { ExportedCall } from '../../src/modules/calls/exports/transcript-renderer';
import { speakers } from '../../src/modules/calls/entities/utterance.entity';
import { NewUtterance } from '../../src/modules/calls/new-call';

/** What readers of texts, tables and markup stumble over. */
const HOSTILE = [
  ...['\n', '\r\n\r\n', '\t', ' ', '\u00a0', '\u2028', '\ufeff', '\u0001', '\u202e', '\\', '"', "'", '`', '\u{1f600}'],
  ...[
    '-->',
    '00:00:00.000 --> 00:00:01.000',
    '<v Maria>',
    '</v>',
    '&amp;',
    '&lt;',
    '<script>',
    'WEBVTT',
    'NOTE x',
    '1',
  ],
  ...['=1+1', '@SUM(A1)', '+1', '-1', ',', ';', '"a","b"', 'null', '{"a":1}', '__proto__', 'é', 'e\u0301', 'agent:'],
];
const DAY_MS = 86_400_000;

const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'grapheme', maxLength: 8 })), { maxLength: 6 })
  .map((parts) => parts.join('').replaceAll('\0', ''))
  .filter((text) => text.length > 0 && text.isWellFormed());
const shortText = hostileText.filter((text) => text.length <= 40);
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const times = fc
  .tuple(fc.nat(DAY_MS), fc.nat(DAY_MS))
  .map(([a, b]) => ({ startMs: Math.min(a, b), endMs: Math.max(a, b) }));
const share = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0);

const word = fc
  .tuple(shortText, times, fc.option(share, { nil: undefined }))
  .map(([text, at, confidence]) => ({ text, ...at, ...(confidence === undefined ? {} : { confidence }) }));
const vendorSentiment = fc
  .record({ label: fc.option(shortText), score: fc.option(share) })
  .map(({ label, score }) => ({ ...(label === null ? {} : { label }), ...(score === null ? {} : { score }) }));
const said = fc.record({
  speaker: fc.constantFrom(...speakers),
  text: hostileText,
  words: orNull(fc.array(word, { maxLength: 3 })),
  vendorSentiment: orNull(vendorSentiment),
});

const utterances = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 50 }), orNull(times), said), { minLength: 1, maxLength: 6 })
  .map((entries) => {
    let seq = 0;
    return entries.map(([step, at, rest]): NewUtterance => {
      seq += step;
      return { seq, ...(at ?? { startMs: null, endMs: null }), ...rest };
    });
  });

const instant = fc.integer({ min: 0, max: Date.UTC(2099, 0, 1) });
const metadata = fc.dictionary(
  fc.oneof(shortText, fc.constantFrom('__proto__', '10', '2', 'b', 'a')),
  fc.oneof(shortText, share, fc.boolean(), fc.constant(null), fc.array(shortText, { maxLength: 2 })),
  { maxKeys: 4 },
);

/** Completed calls as they may stand in the database, among them hostile, empty and full ones. */
export const exportedCalls: fc.Arbitrary<ExportedCall> = fc
  .record({
    externalId: fc.oneof(hostileText, fc.uuid()),
    agent: orNull(fc.record({ externalId: shortText, name: shortText })),
    customer: orNull(
      fc.oneof(shortText, fc.constantFrom('+49 30 1234567', 'tel:+1', 'maria@example.org', 'anonymous')),
    ),
    direction: orNull(fc.constantFrom('inbound' as const, 'outbound' as const)),
    startedAt: instant,
    lastedMs: orNull(fc.nat(DAY_MS)),
    language: orNull(fc.constantFrom('en-US', 'de', 'zh-Hant-TW')),
    tags: fc.uniqueArray(shortText, { maxLength: 3 }),
    metadata,
    utterances,
  })
  .map(({ startedAt, lastedMs, ...call }) => ({
    ...call,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: lastedMs === null ? null : new Date(startedAt + lastedMs).toISOString(),
  }));
