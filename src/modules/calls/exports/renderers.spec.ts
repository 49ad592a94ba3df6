import fc from 'fast-check';
import { hostileCalls } from '../../../../test/support/hostile-calls';
import { adaptedCall, withoutLosses } from '../../../../test/support/losses';
import { adapterFor, adapters } from '../imports/adapters';
import { renderers } from './renderers';
import { asDocument, CannotRender, ExportedCall, TranscriptRenderer } from './transcript-renderer';

/** Of any ms of 130 years, whether its utterances have times or not, known by any name or by a UUID. */
const calls: fc.Arbitrary<ExportedCall> = fc
  .record({
    call: fc.oneof(hostileCalls({ timed: true }), hostileCalls({ timed: false })),
    startedAt: fc.date({ min: new Date(0), max: new Date('2099-12-30T00:00:00Z'), noInvalidDate: true }),
    lastedMs: fc.option(fc.nat(86_400_000)),
    uuid: fc.option(fc.uuid()),
  })
  .map(({ call, startedAt, lastedMs, uuid }) => ({
    ...call,
    externalId: uuid ?? call.externalId,
    startedAt: startedAt.toISOString(),
    endedAt: lastedMs === null ? null : new Date(startedAt.getTime() + lastedMs).toISOString(),
  }));

/** Undefined when the format cannot hold the call. */
function tryRender(renderer: TranscriptRenderer, call: ExportedCall): string | undefined {
  try {
    return renderer.render(call);
  } catch (error) {
    if (error instanceof CannotRender) return undefined;
    throw error;
  }
}

describe.each(renderers)('exporting as $format', (renderer) => {
  const adapter = adapterFor(renderer.format, undefined);
  const run = { numRuns: 150 };

  it('loses only what the adapter declares, whatever the call holds', () => {
    const check = (call: ExportedCall) => {
      const file = tryRender(renderer, call);
      fc.pre(file !== undefined);
      const document = asDocument(file, renderer);
      expect(adapterFor('auto', document)).toBe(adapter);
      const adapted = adapter.adapt(document, {});
      expect(withoutLosses(adaptedCall(adapted), adapter.losses)).toEqual(withoutLosses(call, adapter.losses));
      expect(adapted.dropped).toEqual([]);
    };
    fc.assert(fc.property(calls, check), run);
  });

  it('writes the same file of what was read from its file', () => {
    const check = (call: ExportedCall) => {
      const file = tryRender(renderer, call);
      fc.pre(file !== undefined);
      const again = adaptedCall(adapter.adapt(asDocument(file, renderer), {}));
      const { externalId, startedAt } = call;
      expect(renderer.render({ externalId, startedAt, ...withoutNull(again) } as ExportedCall)).toBe(file);
    };
    fc.assert(fc.property(calls, check), run);
  });

  it('keeps a millisecond of a day, and of a date', () => {
    const at = (startMs: number) => ({ seq: startMs + 1, speaker: 'agent' as const, startMs, endMs: startMs + 1 });
    const call: ExportedCall = {
      ...{ externalId: 'x', agent: null, customer: null, direction: null, endedAt: null, language: null },
      ...{ startedAt: '2026-03-28T23:59:59.999Z', tags: [], metadata: {} },
      utterances: [0, 1, 999, 1_001, 59_999, 3_599_999, 86_399_998].map((startMs) => ({
        ...at(startMs),
        ...{ text: `at ${startMs}`, words: null, vendorSentiment: null },
      })),
    };
    const again = adaptedCall(adapter.adapt(asDocument(renderer.render(call), renderer), {}));
    expect(again.utterances?.map(({ startMs, endMs }) => [startMs, endMs])).toEqual(
      call.utterances.map(({ startMs, endMs }) => [startMs, endMs]),
    );
  });
});

it('exports only what can be imported again', () => {
  const importable = adapters.map(({ format }) => format);
  expect(importable).toEqual(expect.arrayContaining(renderers.map(({ format }) => format)));
  expect(new Set(renderers.map(({ format }) => format)).size).toBe(renderers.length);
});

/** A format may leave out the start and the external id, which an import then is told or makes up. */
function withoutNull(call: object): object {
  return Object.fromEntries(
    Object.entries(call).filter(([name, value]) => value !== null || !['externalId', 'startedAt'].includes(name)),
  );
}
