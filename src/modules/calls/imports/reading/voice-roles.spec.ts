import { rolesOfVoices } from './voice-roles';

const roles = (...args: Parameters<typeof rolesOfVoices>) => Object.fromEntries(rolesOfVoices(...args).roles);
const agent = (label: string) => ({ label, parameter: 'agentSpeaker' as const });

describe('the roles of voices', () => {
  it('are what the labels tell, and all others then are other', () => {
    expect(rolesOfVoices(['Supervisor', 'CLIENT', 'Advisor'])).toEqual({
      roles: new Map([
        ['CLIENT', 'customer'],
        ['Advisor', 'agent'],
        ['Supervisor', 'other'],
      ]),
      guessed: [],
    });
  });

  it('are told for both when one of two is told', () => {
    expect(rolesOfVoices(['Ann', 'Customer'])).toMatchObject({ guessed: [] });
    expect(roles(['Ann', 'Customer'])).toEqual({ Ann: 'agent', Customer: 'customer' });
  });

  it('are guessed among several that tell nothing', () => {
    expect(roles(['Ann', 'Customer', 'Bob'])).toEqual({ Ann: 'agent', Customer: 'customer', Bob: 'other' });
    expect(rolesOfVoices(['Ann', 'Customer', 'Bob']).guessed).toEqual([
      { field: 'utterances.*.speaker', guess: 'the first other one to speak is the agent' },
    ]);
    expect(rolesOfVoices(['Ann', 'Bob']).guessed).toEqual([
      { field: 'utterances.*.speaker', guess: 'the first to speak is the agent' },
    ]);
  });

  it('follow the caller before the labels', () => {
    expect(roles(['Agent', 'Ann'], agent('Ann'))).toEqual({ Agent: 'other', Ann: 'agent' });
    expect(roles(['Customer', 'Ann'], agent('Customer'))).toEqual({ Customer: 'agent', Ann: 'customer' });
    expect(() => rolesOfVoices(['Ann'], agent('Bob'))).toThrow("must be one of the document's own: Ann");
  });
});
