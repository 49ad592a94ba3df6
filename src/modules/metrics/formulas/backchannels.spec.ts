import { isBackchannel } from './backchannels';
import { BACKCHANNELS, FILLER_WORDS, LEAD_INS, OPEN_BEGINNINGS } from './word-lists';
import { spokenWords } from './words';

function of(text: string, endMs = 600): boolean {
  const wordCount = spokenWords(text).length;
  const utterance = { seq: 1, speaker: 'agent', startMs: 0, endMs, text, wordCount, words: null } as const;
  return isBackchannel({ startMs: 0, endMs }, [{ ...utterance, scoreE4: 0, label: 'neutral', vendorLabel: null }]);
}

describe('a backchannel', () => {
  it.each(['Mhm.', 'Uh-huh,', 'OKAY', 'I see.', 'oh okay, I see', 'That’s right!', 'yeah yeah yeah yeah yeah'])(
    'is "%s"',
    (text) => expect(of(text)).toBe(true),
  );

  it.each(['no', 'yeah but', 'I', 'see', 'yeah yeah yeah yeah yeah yeah', '[noise]', '-', ''])('is not "%s"', (text) =>
    expect(of(text)).toBe(false),
  );

  it('lasts for at most 1,000 ms', () => {
    expect([of('Mhm.', 1_000), of('Mhm.', 1_001)]).toEqual([true, false]);
  });

  it('is no longer however its words are divided, and is looked at in no time', () => {
    // Each can be read in two ways, which are more than all the time of the world with so many.
    const [text, wordCount] = ['mm\uFEFFhmm\uFEFF'.repeat(500), 1];
    const utterance = { seq: 1, speaker: 'agent', startMs: 0, endMs: 600, text, wordCount, words: null } as const;
    const said = { ...utterance, scoreE4: 0, label: 'neutral', vendorLabel: null } as const;
    expect(isBackchannel(said, [said])).toBe(false);
    expect(isBackchannel(said, [{ ...said, text: `${text}x` }])).toBe(false);
  });
});

it('every listed word is written as the words of a text are', () => {
  const entries = [...BACKCHANNELS, ...FILLER_WORDS.map(({ words }) => words), ...LEAD_INS, ...OPEN_BEGINNINGS];
  expect(entries.filter((entry) => spokenWords(entry).join(' ') !== entry)).toEqual([]);
});
