import { canonical, expectedImports, readDocument } from '../../../../test/support/call-fixtures';
import { adapterFor, adapters } from './adapters';
import { columnKind, columnNames } from './adapters/csv/csv-columns';
import { csvAdapter } from './adapters/csv/csv.adapter';
import { placeInDocument } from './document-place';

const expected = expectedImports();

describe('what the adapters make of real documents', () => {
  it.each(expected)('$document is recognised as $format and becomes what is expected', (one) => {
    const document = readDocument(one.document);
    const adapter = adapterFor('auto', document);
    const { call, mapped, dropped, guessed } = one;
    expect(adapter.format).toBe(one.format);
    expect(canonical(adapter.adapt(document, one.roles))).toEqual({ call, mapped, dropped, guessed });
  });

  it.each(expected)('$document is claimed by exactly one adapter', ({ document, format }) => {
    const claiming = adapters.filter((adapter) => adapter.recognises(readDocument(document)));
    expect(claiming.map((adapter) => adapter.format)).toEqual([format]);
  });

  it.each(adapters)('$format reports nothing as mapped that its table does not have', ({ format, fields, adapt }) => {
    const table = fields.map(({ from, to }) => `${from} -> ${to}`);
    for (const { document, roles } of expected.filter((one) => one.format === format)) {
      const reported = adapt(readDocument(document), roles).mapped.map(({ from, to }) => `${inTable(from)} -> ${to}`);
      expect(table).toEqual(expect.arrayContaining(reported));
    }

    /** A CSV names its columns itself: the table has each under the first of the names it may have. */
    function inTable(from: string): string {
      const [rows, column = ''] = from.split('*.');
      return format === 'csv' ? `${rows}*.${columnKind(column)?.name ?? column}` : from;
    }
  });

  it.each(Object.entries(columnNames))('the table of CSV has the columns of %s, by all their names', (name, names) => {
    const rule = csvAdapter.fields.find(({ from }) => from === `rows.*.${name}`);
    expect(rule?.note).toContain(`named ${names.join(', ')}`);
    expect(names.map((column) => columnKind(column)?.name)).toEqual(names.map(() => name));
  });

  it('takes Parley’s own shape as it is', () => {
    const document = {
      format: 'parley',
      externalId: 'x',
      agent: null,
      surprise: 1,
      utterances: [{ seq: 4, speaker: 'agent', text: 'Hello' }],
    };
    expect(adapterFor('auto', document).adapt(document, {})).toEqual({
      call: { externalId: 'x', utterances: document.utterances },
      mapped: [
        { from: 'externalId', to: 'externalId', count: 1 },
        { from: 'utterances', to: 'utterances', count: 1 },
      ],
      dropped: [{ from: 'surprise', reason: 'not a field of a call', count: 1 }],
      guessed: [],
      places: ['utterances.0'],
    });
  });

  it.each([[[]], [null], ['text'], [{}], [{ results: {} }]])('knows no format for %j', (document) => {
    expect(() => adapterFor('auto', document)).toThrow('The document is none of parley, ');
  });

  it('counts a silent turn as dropped and numbers the others without a gap', () => {
    const turn = (Content: string) => ({ ParticipantRole: 'AGENT', Content, BeginOffsetMillis: 0, EndOffsetMillis: 1 });
    const document = { Participants: [], Transcript: [turn('One.'), turn('  '), turn('Two.')] };
    const { call, dropped, places } = adapterFor('auto', document).adapt(document, {});
    expect((call['utterances'] as { seq: number; text: string }[]).map(({ seq, text }) => [seq, text])).toEqual([
      [1, 'One.'],
      [2, 'Two.'],
    ]);
    expect(places).toEqual(['Transcript.0', 'Transcript.2']);
    expect(dropped).toContainEqual({ from: 'Transcript.*', reason: 'nothing was said', count: 1 });
  });
});

describe('the place in a document', () => {
  const adapted = {
    places: ['Transcript.0', 'Transcript.2'],
    mapped: [
      { from: 'JobName', to: 'externalId', count: 1 },
      { from: 'Transcript.*.Content', to: 'utterances.*.text', count: 2 },
      { from: 'Transcript.*.Items', to: 'utterances.*.words', count: 2 },
    ],
  };

  it.each([
    ['externalId', 'JobName'],
    ['utterances', 'utterances'],
    ['utterances.1', 'Transcript.2'],
    ['utterances.1.text', 'Transcript.2.Content'],
    ['utterances.1.words.7.startMs', 'Transcript.2.Items'],
    ['utterances.1.seq', 'Transcript.2.seq'],
    ['utterances.9.text', 'utterances.9.text'],
    ['agent.name', 'agent.name'],
  ])('of %s is %s', (field, place) => {
    expect(placeInDocument(field, adapted)).toBe(place);
  });

  it.each<[string, string, string, string]>([
    ['cue 3', 'cues.*.text', 'utterances.0.text', 'cue 3: text'],
    ['line 12', 'end', 'utterances.0.endMs', 'line 12: end'],
    ['4', '*.start_offset_ms', 'utterances.0.startMs', '4.start_offset_ms'],
    ['a.0.b.2', 'a.*.b.*.c.*.d', 'utterances.0.words', 'a.0.b.2.c.*.d'],
    ['Transcript.4', 'Transcript.*', 'utterances.0.text', 'Transcript.4'],
  ])('within %s, %s, of %s is %s', (place, from, field, expected) => {
    const to = field.replace('.0.', '.*.');
    expect(placeInDocument(field, { places: [place], mapped: [{ from, to, count: 1 }] })).toBe(expected);
  });
});
