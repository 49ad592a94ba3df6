import { assignVoices } from './voices';
import { DocumentFault } from '../transcript-adapter';

describe('the voices of a document', () => {
  it('are the sides of a call where there are several channels', () => {
    const voices = [
      { channel: '1', speaker: '1:0' },
      { channel: '0', speaker: '0:0' },
      { channel: '0', speaker: '0:1' },
    ];
    const { by, roleOf, guessed } = assignVoices(voices, {});
    expect([by, ...voices.map(roleOf)]).toEqual(['channel', 'agent', 'customer', 'customer']);
    expect(guessed).toEqual([{ field: 'utterances.*.speaker', guess: 'the first to speak is the agent' }]);
  });

  it('are told by the channel that the caller names, and nothing is guessed', () => {
    const { roleOf, guessed } = assignVoices([{ channel: '0' }, { channel: '1' }], { agentChannel: 1 });
    expect([roleOf({ channel: '0' }), roleOf({ channel: '1' }), guessed]).toEqual(['customer', 'agent', []]);
  });

  it('are told by the speaker that the caller names, also in several channels', () => {
    const voices = [
      { channel: '0', speaker: '0:0' },
      { channel: '1', speaker: '1:0' },
    ];
    const { by, roleOf } = assignVoices(voices, { agentSpeaker: '1:0' });
    expect([by, ...voices.map(roleOf)]).toEqual(['speaker', 'customer', 'agent']);
  });

  it('are all other where neither channel nor speaker tells them apart, and that is said', () => {
    const { by, roleOf, guessed } = assignVoices([{ channel: '0' }, { channel: '0' }], {});
    expect([by, roleOf({ channel: '0' })]).toEqual([undefined, 'other']);
    expect(guessed).toEqual([
      { field: 'utterances.*.speaker', guess: 'other: the document does not tell voices apart' },
    ]);
  });

  it('leave who is not named to the others, and say so', () => {
    const { roleOf, guessed } = assignVoices([{ speaker: 'A' }, {}, { speaker: 'B' }], { agentSpeaker: 'B' });
    expect([roleOf({ speaker: 'A' }), roleOf({}), roleOf({ speaker: 'B' })]).toEqual(['customer', 'other', 'agent']);
    expect(guessed).toEqual([{ field: 'utterances.*.speaker', guess: 'other, where no voice is named' }]);
  });

  it('may be named by their roles', () => {
    const { roleOf, guessed } = assignVoices([{ speaker: 'Customer' }, { speaker: 'Agent' }], {});
    expect([roleOf({ speaker: 'Customer' }), roleOf({ speaker: 'Agent' }), guessed]).toEqual(['customer', 'agent', []]);
  });

  it('cannot be told by a channel that they share', () => {
    const voices = [
      { channel: '0', speaker: '0' },
      { channel: '0', speaker: '1' },
    ];
    const assign = () => assignVoices(voices, { agentChannel: 0 });
    expect(assign).toThrow(DocumentFault);
    expect(assign).toThrow('does not tell the speakers of one channel apart; give agentSpeaker');
  });

  it.each([[{ agentChannel: 7 }], [{ agentSpeaker: 'Z' }]])('refuse an agent that is not there: %j', (given) => {
    expect(() => assignVoices([{ channel: '0' }, { channel: '1' }], given)).toThrow(
      "must be one of the document's own",
    );
  });
});
