import { checkInput } from '../../../core/http/validation';
import { AppendUtterancesDto } from './utterance.dto';
import { wordListFault } from './word-list';

const word = { text: 'Hi', startMs: 5, endMs: 9 };

it.each([
  [word],
  [{ ...word, confidence: 0 }],
  [{ ...word, confidence: 1 }],
  [{ ...word, confidence: null }],
  [{ ...word, endMs: 5 }],
  [{ text: '👋'.repeat(100), startMs: 0, endMs: 86_400_000 }],
])('takes %j', (given) => {
  expect(wordListFault([word, given])).toBeUndefined();
});

it.each<[unknown, string]>([
  [null, 'must be an object'],
  ['Hi', 'must be an object'],
  [[], 'must be an object'],
  [{ ...word, pitch: 1 }, 'pitch is not a known field'],
  [{ startMs: 5, endMs: 9 }, 'text must be 1 to 200 characters without NUL and unpaired surrogates'],
  [{ ...word, text: '' }, 'text must be 1 to 200 characters without NUL and unpaired surrogates'],
  [{ ...word, text: 'x'.repeat(201) }, 'text must be 1 to 200 characters without NUL and unpaired surrogates'],
  [{ ...word, text: '\0' }, 'text must be 1 to 200 characters without NUL and unpaired surrogates'],
  [{ ...word, text: '\ud800' }, 'text must be 1 to 200 characters without NUL and unpaired surrogates'],
  [{ text: 'Hi', endMs: 9 }, 'startMs must be a whole number from 0 to 86400000'],
  [{ ...word, startMs: -1 }, 'startMs must be a whole number from 0 to 86400000'],
  [{ ...word, endMs: 9.5 }, 'endMs must be a whole number from 0 to 86400000'],
  [{ ...word, endMs: '9' }, 'endMs must be a whole number from 0 to 86400000'],
  [{ ...word, endMs: 86_400_001 }, 'endMs must be a whole number from 0 to 86400000'],
  [{ ...word, endMs: 4 }, 'endMs must not lie before startMs'],
  [{ ...word, confidence: 1.1 }, 'confidence must be a number from 0 to 1'],
  [{ ...word, confidence: '1' }, 'confidence must be a number from 0 to 1'],
  [{ ...word, confidence: NaN }, 'confidence must be a number from 0 to 1'],
])('refuses %j', (given, fault) => {
  expect(wordListFault([word, given])).toBe(`entry 1: ${fault}`);
});

it('is part of the check of an utterance, and cheap for 50,000 words', async () => {
  const utterances = Array.from({ length: 500 }, (_, index) => ({
    ...{ seq: index + 1, speaker: 'agent', text: 'Hi' },
    words: Array.from({ length: 100 }, () => ({ ...word })),
  }));
  await checkInput(AppendUtterancesDto, { utterances: utterances.slice(0, 5) });
  const before = process.cpuUsage();
  expect((await checkInput(AppendUtterancesDto, { utterances })).utterances).toHaveLength(500);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(600);
  Object.assign(utterances[7]?.words[3] ?? {}, { endMs: 1 });
  await expect(checkInput(AppendUtterancesDto, { utterances })).rejects.toMatchObject({
    errors: [{ field: 'utterances.7.words', message: 'entry 3: endMs must not lie before startMs' }],
  });
});
