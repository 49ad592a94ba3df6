import { assignRoles, refuseRoles } from './roles';
import { DocumentFault } from '../transcript-adapter';

describe('assigning roles to the voices of a document', () => {
  it('takes the first to speak for the agent, and says that this is a guess', () => {
    const { roles, guessed } = assignRoles(['0', '1', '0']);
    expect([...roles]).toEqual([
      ['1', 'customer'],
      ['0', 'agent'],
    ]);
    expect(guessed).toEqual([{ field: 'utterances.*.speaker', guess: 'the first to speak is the agent' }]);
  });

  it('takes whom the caller names, and guesses nothing between two', () => {
    const { roles, guessed } = assignRoles(['A', 'B'], { label: 'B', parameter: 'agentSpeaker' });
    expect(roles.get('B')).toBe('agent');
    expect(roles.get('A')).toBe('customer');
    expect(guessed).toEqual([]);
  });

  it('takes third voices for others, and says that it guessed the customer', () => {
    const { roles, guessed } = assignRoles(['A', 'B', 'C'], { label: 'C', parameter: 'agentSpeaker' });
    expect([roles.get('A'), roles.get('B'), roles.get('C')]).toEqual(['customer', 'other', 'agent']);
    expect(guessed).toEqual([{ field: 'utterances.*.speaker', guess: 'the first other one to speak is the customer' }]);
  });

  it('refuses an agent that the document does not have, naming the parameter', () => {
    const assign = () => assignRoles(['0', '1'], { label: '7', parameter: 'agentChannel' });
    expect(assign).toThrow(DocumentFault);
    expect(assign).toThrow("must be one of the document's own: 0, 1");
  });

  it('assigns nothing where nobody speaks', () => {
    expect(assignRoles([])).toEqual({ roles: new Map(), guessed: [] });
  });

  it('refuses any agent where nobody speaks, and tells few and short labels of many and long', () => {
    const assign = (labels: string[]) => () => assignRoles(labels, { label: 'x', parameter: 'agentSpeaker' });
    expect(assign([])).toThrow("must be one of the document's own: it has none");
    const many = Array.from({ length: 12 }, (_, index) => `${index}`.padEnd(1_000, '-'));
    const short = many.slice(0, 10).map((label) => label.slice(0, 100));
    expect(assign(many)).toThrow(`: ${short.join(', ')}, and 2 more`);
  });

  it('refuses a parameter that a format has no use for', () => {
    expect(() => refuseRoles({})).not.toThrow();
    expect(() => refuseRoles({ agentSpeaker: 'A' }, ['agentChannel'])).not.toThrow();
    expect(() => refuseRoles({ agentChannel: 0 })).toThrow(DocumentFault);
    expect(() => refuseRoles({ agentSpeaker: 'A' })).toThrow('cannot be given for this format');
  });
});
