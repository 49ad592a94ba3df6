import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { toFieldErrors, VALIDATION_OPTIONS } from '../../../core/errors/field-errors';
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
  const dto = plainToInstance(type, body, VALIDATION_OPTIONS.transformOptions);
  return toFieldErrors(await validate(dto, VALIDATION_OPTIONS), dto).map(({ field }) => field);
}
