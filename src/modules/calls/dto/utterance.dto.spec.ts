import { AppError } from '../../../core/errors/app-error';
import { checkInput } from '../../../core/http/validation';
import { CreateCallDto } from './create-call.dto';
import { AppendUtterancesDto } from './utterance.dto';

const utterance = { seq: 1, speaker: 'agent', text: 'Hello' };

describe('lists where objects belong', () => {
  it.each([
    ['utterances', { utterances: [[]] }],
    ['utterances', { utterances: [[utterance]] }],
    ['utterances.0.words', { utterances: [{ ...utterance, words: [[]] }] }],
    ['utterances.0.vendorSentiment', { utterances: [{ ...utterance, vendorSentiment: [] }] }],
  ])('are refused as %s', async (field, body) => {
    expect(await faults(AppendUtterancesDto, body)).toEqual([field]);
    expect(await faults(CreateCallDto, body)).toEqual([field]);
  });

  it('are refused as an agent', async () => {
    expect(await faults(CreateCallDto, { agent: [] })).toEqual(['agent']);
    expect(await faults(CreateCallDto, { agent: [{ externalId: 'a' }] })).toEqual(['agent']);
  });
});

async function faults(type: new () => object, body: object): Promise<string[]> {
  const error: unknown = await checkInput(type, body).catch((thrown: unknown) => thrown);
  return error instanceof AppError ? (error.errors ?? []).map(({ field }) => field) : [];
}
