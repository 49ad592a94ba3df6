import { adapt, faultOf, Json, said, texts, utterances, vcon } from '../../../../../../test/support/vcons';
import { GivenRoles } from '../../transcript-adapter';
import { vconAdapter } from './vcon.adapter';

describe('a vCon of any version', () => {
  it.each<[string, unknown]>([
    ['0.4.0', vcon()],
    ['no version, which is deprecated', vcon({ vcon: undefined })],
    [
      '0.0.1, with a mimetype',
      vcon({ vcon: '0.0.1', dialog: [said({ mediatype: undefined, mimetype: 'text/plain' })] }),
    ],
    ['a body in base64url', vcon({ dialog: [said({ encoding: 'base64url', body: 'SGVsbG8u' })] })],
    ['a body in JSON', vcon({ dialog: [said({ encoding: 'json' })] })],
    ['no encoding told', vcon({ dialog: [said({ encoding: undefined })] })],
    ['a charset', vcon({ dialog: [said({ mediatype: 'Text/Plain; charset=UTF-8' })] })],
    ['a list of parties', vcon({ dialog: [said({ parties: [0, 1] })] })],
    ['a list of lists of parties', vcon({ dialog: [said({ parties: [[0, 1], 2] })] })],
    ['an originator', vcon({ dialog: [said({ parties: [1, 0], originator: 0 })] })],
    ['an extension that changes nothing', vcon({ critical: ['CC'] })],
  ])('is read with %s', (_, document) => {
    expect(vconAdapter.recognises(document)).toBe(true);
    expect(utterances(document)).toEqual([{ seq: 1, speaker: 'agent', startMs: 0, endMs: 1_000, text: 'Hello.' }]);
  });

  it('is put in order of time, from the earliest start on, to the ms and in any zone', () => {
    const dialog = [
      said({ start: '2026-03-01T09:30:02.0019999Z', body: 'b', duration: 0.0014 }),
      said({ start: '2026-03-01t10:30:00.999+01:00', body: 'a', parties: 1 }),
      said({ start: '2026-03-01T09:30:02.001Z', body: 'c', duration: 4.321 }),
    ];
    const { call, places } = adapt(vcon({ dialog }));
    expect(call['startedAt']).toBe('2026-03-01T09:30:00.999Z');
    const times = (call['utterances'] as Json[]).map(({ text, startMs, endMs }) => [text, startMs, endMs]);
    expect(times).toEqual([
      ['a', 0, 1_000],
      ['b', 1_002, 1_003],
      ['c', 1_002, 5_323],
    ]);
    expect(places).toEqual(['dialog.1', 'dialog.0', 'dialog.2']);
  });

  it('fetches nothing: what lies elsewhere is dropped, and refused when nothing else is left', () => {
    const elsewhere = { url: 'http://169.254.169.254/latest', content_hash: 'sha512-x' };
    const dialog = [said(), { ...said(), ...elsewhere, body: undefined }, { type: 'recording', ...elsewhere }];
    const { dropped } = adapt(vcon({ dialog, attachments: [elsewhere], analysis: [elsewhere] }));
    const reason = 'what lies elsewhere is not fetched';
    expect(dropped.filter((one) => one.reason === reason)).toEqual([
      { from: 'attachments.*.url', reason, count: 1 },
      { from: 'dialog.*.url', reason, count: 2 },
      { from: 'analysis.*.url', reason, count: 1 },
    ]);
    const [place, message] = faultOf(
      vcon({ dialog: dialog.slice(1), analysis: [{ type: 'transcript', ...elsewhere }] }),
    );
    expect([place, message]).toEqual([
      'dialog',
      'has no text in the document itself, and neither has analysis a transcript',
    ]);
  });

  it('drops what is no text, and says why', () => {
    const dialog = [
      said(),
      {},
      said({ type: 'incomplete', disposition: 'busy' }),
      said({ mediatype: 'text/html', body: '<p>x</p>' }),
      said({ body: ' \n' }),
      said({ body: undefined }),
      { type: 'recording', start: 'x', body: 'AAAA', encoding: 'base64url' },
    ];
    const document = vcon({ dialog });
    expect(texts(document)).toEqual(['Hello.']);
    expect(adapt(document).dropped).toEqual(
      expect.arrayContaining([
        { from: 'dialog.*.type', reason: 'only texts are read', count: 1 },
        { from: 'dialog.* (blank)', reason: 'nothing was said', count: 1 },
        { from: 'dialog.* (without body)', reason: 'it may be redacted', count: 1 },
        { from: 'dialog.* (incomplete)', reason: 'it has no text', count: 1 },
        { from: 'dialog.*.body', reason: 'only text/plain is read', count: 1 },
        { from: 'dialog.* (recording)', reason: 'it has no text', count: 1 },
      ]),
    );
  });

  it.each<[string, unknown, string]>([
    ['signed', { payload: 'eyJ9', signatures: [{ protected: 'x' }] }, 'payload'],
    ['encrypted', { ciphertext: 'x', recipients: [], unprotected: {} }, 'ciphertext'],
    ['in need of an extension', vcon({ critical: ['CC', 'redaction'] }), 'critical'],
    ['in need of an extension, by the older name', vcon({ must_support: [{}] }), 'must_support'],
    ['with a start that is none', vcon({ dialog: [said({ start: 'yesterday' })] }), 'dialog.0.start'],
    ['with a start without zone', vcon({ dialog: [said({ start: '2026-03-01T09:30:00' })] }), 'dialog.0.start'],
    ['with a negative duration', vcon({ dialog: [said({ duration: -1 })] }), 'dialog.0.duration'],
    ['with an unknown party', vcon({ dialog: [said({ parties: [3] })] }), 'dialog.0.parties'],
    ['with nobody', vcon({ dialog: [said({ parties: [] })] }), 'dialog.0.parties'],
    ['with a party of the prototype', vcon({ dialog: [said({ originator: 'length' })] }), 'dialog.0.originator'],
    ['with an unknown encoding', vcon({ dialog: [said({ encoding: 'rot13' })] }), 'dialog.0.encoding'],
    ['with bytes that are no text', vcon({ dialog: [said({ encoding: 'base64url', body: '_w' })] }), 'dialog.0.body'],
    ['with a body of numbers', vcon({ dialog: [said({ encoding: 'json', body: 1 })] }), 'dialog.0.body'],
    ['with a dialog that is a text', vcon({ dialog: ['x'] }), 'dialog.0'],
    ['with parties in an object', vcon({ parties: {} }), 'parties'],
  ])('is refused when it is %s', (_, document, place) => {
    expect(vconAdapter.recognises(document)).toBe(true);
    expect(faultOf(document)[0]).toBe(place);
  });
});

describe('who is who in a vCon', () => {
  const speakers = (document: unknown, roles: GivenRoles = {}) =>
    utterances(document, roles).map(({ speaker }) => speaker);
  const three = (list: Json[]) =>
    vcon({ parties: list, dialog: [0, 1, 2].map((at) => said({ start: `2026-03-01T09:30:0${at}Z`, parties: at })) });

  it('is told by roles, then filled in, then guessed', () => {
    expect(speakers(three([{ role: 'Customer' }, { role: 'sme' }, { role: 'agent' }]))).toEqual([
      'customer',
      'other',
      'agent',
    ]);
    expect(speakers(three([{}, { role: 'agent' }, { role: 'caller' }]))).toEqual(['customer', 'agent', 'other']);
    expect(speakers(three([{}, {}, {}]))).toEqual(['agent', 'customer', 'other']);
    expect(adapt(three([{ role: 'agent' }, { role: 'customer' }, { role: 'thirdparty' }])).guessed).toEqual([]);
    expect(adapt(three([{}, { role: 'agent' }, {}])).guessed).toHaveLength(1);
    expect(adapt(three([{}, {}, {}])).guessed).toHaveLength(1);
  });

  it('is what the caller says, by name or by index', () => {
    const list = [{ name: 'Maria', role: 'agent' }, { name: 'Bob' }, { name: 'Bob' }];
    expect(speakers(three(list), { agentSpeaker: '1' })).toEqual(['customer', 'agent', 'other']);
    expect(speakers(three([{}, { name: 'Bob' }, {}]), { agentSpeaker: 'Bob' })).toEqual(['customer', 'agent', 'other']);
    expect(faultOf(three(list), { agentSpeaker: 'Bob' })[0]).toBe('agentSpeaker');
  });

  it('names the agent and the customer by what is known of them', () => {
    const list = [
      { uuid: 'a-1', name: 'Maria', mailto: 'm@example.org', role: 'agent' },
      { name: 'Bob', tel: 'tel:+491', role: 'customer' },
    ];
    expect(adapt(vcon({ parties: list })).call).toMatchObject({
      agent: { externalId: 'a-1', name: 'Maria' },
      customer: '+491',
    });
    const anonymous = [
      { name: 'anonymous', role: 'agent' },
      { name: 'anonymous', role: 'customer' },
    ];
    const { call } = adapt(vcon({ parties: anonymous }));
    expect([call['agent'], call['customer']]).toEqual([undefined, undefined]);
  });
});

describe('a vCon whose only text is a transcript', () => {
  const recording = { type: 'recording', start: '2026-03-01T09:30:00.5Z', duration: 9, url: 'https://example.com/x' };
  const turns = [
    { party: 1, start: 0, end: 1.25, text: 'Hi.' },
    { party: 0, start: 1.5, end: 2, text: 'Hello.' },
    { party: 0, start: 3, end: 4, text: ' ' },
  ];
  const transcript = (body: unknown, changes: Json = {}) =>
    vcon({
      dialog: [recording],
      analysis: [
        { type: 'summary' },
        { type: 'transcript', vendor: 'x', dialog: 0, encoding: 'json', body, ...changes },
      ],
    });

  it.each<[string, unknown]>([
    ['a list', transcript(turns)],
    ['segments', transcript({ segments: turns })],
    ['utterances', transcript({ utterances: turns })],
    ['JSON in a text', transcript(JSON.stringify(turns), { encoding: 'none' })],
    [
      'messages of named speakers',
      transcript(
        turns.map(({ text, party, ...at }) => ({ ...at, message: text, speaker: party === 0 ? 'Maria' : 'Bob' })),
      ),
    ],
    [
      'roles for speakers',
      transcript(turns.map(({ party, ...at }) => ({ ...at, speaker: party === 0 ? 'Agent' : 'customer' }))),
    ],
  ])('is read from %s', (_, document) => {
    const { call, dropped } = adapt(document);
    expect(call).toMatchObject({
      startedAt: '2026-03-01T09:30:00.500Z',
      utterances: [
        { seq: 1, speaker: 'customer', startMs: 0, endMs: 1_250, text: 'Hi.' },
        { seq: 2, speaker: 'agent', startMs: 1_500, endMs: 2_000, text: 'Hello.' },
      ],
    });
    expect(dropped).toContainEqual({ from: 'transcript.*', reason: 'nothing was said', count: 1 });
  });

  it('has no times where none are told, and the time of the vCon where no dialog has one', () => {
    const document = { ...transcript([{ speaker: 7, text: 'Hi.' }]), dialog: undefined };
    const { call, guessed } = adapt(document);
    expect(call).toMatchObject({
      startedAt: '2026-03-02T00:00:00.000Z',
      utterances: [{ seq: 1, speaker: 'agent', text: 'Hi.' }],
    });
    expect(guessed.map(({ field }) => field)).toEqual(['utterances.*.speaker', 'startedAt']);
  });

  it.each<[string, unknown, string]>([
    ['prose', transcript('Agent: hello.', { encoding: 'none' }), 'analysis.1.body'],
    ['an object of another shape', transcript({ transcript: 'Hello.' }), 'analysis.1.body'],
    ['a turn without text', transcript([{ party: 0 }]), 'analysis.1.body.0.text'],
    ['a turn of nobody', transcript([{ text: 'x' }]), 'analysis.1.body.0.speaker'],
    ['a turn of an unknown party', transcript([{ party: 9, text: 'x' }]), 'analysis.1.body.0.party'],
    [
      'a turn that ends before it begins',
      transcript([{ party: 0, start: 2, end: 1, text: 'x' }]),
      'analysis.1.body.0.end',
    ],
    ['a start that is a text', transcript([{ party: 0, start: '2', text: 'x' }]), 'analysis.1.body.0.start'],
  ])('is refused when it is %s', (_, document, place) => {
    expect(faultOf(document)[0]).toBe(place);
  });
});
