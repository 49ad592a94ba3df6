import { adapt, faultOf, Json, said, utterances, vcon } from '../../../../../../test/support/vcons';

const dialog = [said({ parties: 0 }), said({ parties: 1, start: '2026-03-01T09:30:05Z' })];
const [angry, clerk] = [
  { name: 'Angry Customer', tel: '+1555' },
  { name: 'Maria', mailto: 'm@example.org' },
];
const names = (parties: Json[], agentSpeaker?: string) => {
  const { call } = adapt(vcon({ parties, dialog }), agentSpeaker === undefined ? {} : { agentSpeaker });
  return [call['agent'], call['customer']];
};
const maria = { externalId: 'm@example.org', name: 'Maria' };

describe('the names in a vCon', () => {
  it('make nobody an agent or a customer by a guess', () => {
    expect(names([angry, clerk])).toEqual([undefined, undefined]);
    const { dropped, guessed } = adapt(vcon({ parties: [angry, clerk], dialog }));
    const reason = 'that this is the agent or the customer is only guessed: name who it is with agentSpeaker';
    expect(dropped).toContainEqual({ from: 'parties.*.tel', reason, count: 1 });
    expect(guessed.map(({ field }) => field)).toEqual(['utterances.*.speaker']);
  });

  it('are taken of whoever has a role, and of nobody else', () => {
    expect(names([angry, { ...clerk, role: 'agent' }])).toEqual([maria, undefined]);
    expect(names([{ ...angry, role: 'customer' }, clerk])).toEqual([undefined, '+1555']);
    expect(
      names([
        { ...angry, role: 'customer' },
        { ...clerk, role: 'agent' },
      ]),
    ).toEqual([maria, '+1555']);
  });

  it('are taken when the caller tells who the agent is', () => {
    expect(names([angry, clerk], 'Maria')).toEqual([maria, '+1555']);
    expect(names([angry, clerk], '1')).toEqual([maria, '+1555']);
  });

  it('are not taken of one of several who may be the customer, unless it has the role', () => {
    const three = (role?: string) =>
      adapt(
        vcon({
          parties: [angry, clerk, { name: 'Bob', role }],
          dialog: [...dialog, said({ parties: 2, start: '2026-03-01T09:30:09Z' })],
        }),
        { agentSpeaker: 'Maria' },
      ).call;
    expect(three()).toMatchObject({ agent: maria });
    expect(three()['customer']).toBeUndefined();
  });
});

describe('a vCon of more than any call needs', () => {
  const many = (count: number, entry: Json) => Array.from({ length: count }, () => entry);
  const turn = { text: 'x', speaker: 'Bob' };
  const transcript = { type: 'transcript', encoding: 'json', body: [turn] };

  it.each<[string, Json, string]>([
    ['parties', { parties: many(1_001, {}) }, 'parties'],
    ['dialogs', { dialog: many(20_001, {}) }, 'dialog'],
    ['analyses', { analysis: many(20_001, {}) }, 'analysis'],
    ['attachments', { attachments: many(20_001, {}) }, 'attachments'],
    ['turns', { dialog: [], analysis: [{ ...transcript, body: many(20_001, turn) }] }, 'analysis.0.body'],
    [
      'turns together',
      {
        dialog: many(201, {}),
        analysis: many(201, {}).map((_, dialog) => ({ ...transcript, dialog, body: many(100, turn) })),
      },
      'analysis.200.body',
    ],
    ['dialogs of one transcript', { analysis: [{ ...transcript, dialog: many(20_001, {}) }] }, 'analysis.0.dialog'],
  ])('is refused for its %s before they are read', (_, changes, place) => {
    const fault = faultOf(vcon(changes));
    expect(fault).toEqual([place, expect.stringContaining('must contain no more than')]);
  });

  it('finds the speakers by name in linear time', () => {
    const parties = Array.from({ length: 1_000 }, (_, index) => ({ name: `n${index}` }));
    const body = Array.from({ length: 20_000 }, (_, index) => ({ text: 'x', speaker: `n${index % 1_000}` }));
    const document = vcon({ parties, dialog: [], analysis: [{ ...transcript, body }] });
    const before = performance.now();
    expect(utterances(document)).toHaveLength(20_000);
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it('looks for what each of many transcripts is about in linear time', () => {
    const dialogs = [...many(10_000, said()), { type: 'recording', start: '2026-03-01T09:30:00Z' }];
    const document = vcon({ dialog: dialogs, analysis: many(20_000, transcript) });
    const before = performance.now();
    expect(utterances(document)).toHaveLength(10_001);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
