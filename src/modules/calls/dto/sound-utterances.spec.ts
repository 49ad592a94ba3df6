import 'reflect-metadata';
import { checkInput } from '../../../core/http/validation';
import { MAX_CALL_MS, MAX_SEQ, MAX_TEXT_LENGTH } from '../limits';
import { CreateCallDto } from './create-call.dto';
import { areSound } from './sound-utterances';

const sound = { seq: 1, speaker: 'agent', startMs: 0, endMs: 10, text: 'Hello.' };

const values: Record<keyof typeof sound, unknown[]> = {
  seq: [1, 0, -1, -0, 1.5, NaN, '1', null, true, MAX_SEQ, MAX_SEQ + 1, 2 ** 53],
  speaker: ['agent', 'customer', 'other', 'Agent', '', null, 0, ['agent'], 'toString'],
  startMs: [0, -0, -1, 5, 10, 11, 0.5, '0', null, MAX_CALL_MS, MAX_CALL_MS + 1, Infinity],
  endMs: [0, -0, -1, 5, 10, 0.5, '10', null, MAX_CALL_MS, MAX_CALL_MS + 1, [10]],
  text: [
    ...['a', '', ' ', '\0', 'a\0', '\ud83d', 'a\ud83d', '😀', '\ufe0f', 'a\ufe0f', '\u0301', 7, null, ['a'], {}],
    ...['x'.repeat(MAX_TEXT_LENGTH), 'x'.repeat(MAX_TEXT_LENGTH + 1), '😀'.repeat(MAX_TEXT_LENGTH)],
  ],
};

/** Every value of each field beside every value of each other. */
function variants(): object[] {
  const fields = Object.keys(values) as (keyof typeof sound)[];
  return fields.flatMap((one) =>
    fields.flatMap((other) =>
      values[one].flatMap((first) => values[other].map((second) => ({ ...sound, [one]: first, [other]: second }))),
    ),
  );
}

const others: unknown[] = [
  ...[null, undefined, 'text', 7, [], {}, [sound], { ...sound, words: [] }, { ...sound, surprise: 1 }],
  ...Object.keys(sound).map((field) => Object.fromEntries(Object.entries(sound).filter(([name]) => name !== field))),
  { ...sound, endMs: undefined },
  JSON.parse('{"seq":1,"speaker":"agent","startMs":0,"endMs":1,"__proto__":"x"}'),
  { seq: 1, speaker: 'agent', startMs: 0, endMs: 1, constructor: 'x' },
];

it('calls nothing sound that the validator refuses', async () => {
  let found = 0;
  for (const utterance of [...variants(), ...others]) {
    if (!areSound([utterance])) continue;
    found += 1;
    await expect(checkInput(CreateCallDto, { utterances: [utterance] })).resolves.toBeDefined();
  }
  expect(found).toBeGreaterThan(100);
});

it('calls sound what calls are made of', () => {
  expect(areSound([sound, { ...sound, seq: 2, speaker: 'customer', text: 'Hé, 100 %' }])).toBe(true);
});

it.each([[[]], [null], [undefined], ['text'], [{ length: 1 }], [[sound, null]], [[sound, { ...sound, seq: 0 }]]])(
  'leaves to the validator what is no list of sound utterances: %j',
  (utterances) => expect(areSound(utterances)).toBe(false),
);
