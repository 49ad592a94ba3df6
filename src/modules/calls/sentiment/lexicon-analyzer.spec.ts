import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LexiconAnalyzer } from './lexicon-analyzer';

interface Case {
  text: string;
  expected: string;
  min?: number;
  max?: number;
  below?: string;
  atLeast?: string;
  same?: string;
}

const CASES = JSON.parse(
  readFileSync(join(__dirname, '../../../../test/fixtures/sentiment/cases.json'), 'utf8'),
) as Case[];

const analyzer = new LexiconAnalyzer();
const score = (text: string): number => analyzer.analyze(text).score;
const rules = (text: string): string[] => analyzer.analyze(text).evidence.flatMap((evidence) => evidence.rules);

describe('what a person would read in a short phrase', () => {
  it.each(CASES)('reads "$text" as $expected', ({ text, min, max, below, atLeast, same }) => {
    const result = score(text);
    expect(result).toBeGreaterThanOrEqual(min ?? -1);
    expect(result).toBeLessThanOrEqual(max ?? 1);
    if (below !== undefined) expect(result).toBeLessThan(score(below));
    if (atLeast !== undefined) expect(result).toBeGreaterThanOrEqual(score(atLeast));
    if (same !== undefined) expect(result).toBe(score(same));
  });

  it('holds a case for every known trap', () => expect(CASES.length).toBe(63));
});

describe('negation', () => {
  it.each([
    ['not good', -1],
    ["I don't think it's very good", -1],
    ['NOT GOOD', -1],
    ['not um good', -1],
    ['not not bad at all', 1],
    ['without any good reason', -1],
    ["it doesn't work", -1],
    ['nobody called me and nobody answered', -1],
    ['there is no picture', -1],
    ["I can't recommend it enough", 1],
    ["isn't it great", 1],
    ["couldn't be happier", 1],
  ])('reads the sign of "%s"', (text, sign) => expect(Math.sign(score(text))).toBe(sign));

  it('stops at the end of a clause', () => {
    expect(score('No, it was not. Good service.')).toBeGreaterThan(0.05);
    expect(score('I did not, great value')).toBeGreaterThan(0.05);
  });

  it('stops at a joining word where speech has no punctuation', () => {
    expect(score('i did not because it is great')).toBeGreaterThan(0.05);
    expect(score('no it is great')).toBeGreaterThan(0.05);
    expect(score('no we love it')).toBeGreaterThan(0.05);
  });

  it('makes little praise of a negated complaint', () => {
    expect(score('not terrible')).toBeGreaterThan(0);
    expect(score('not terrible')).toBeLessThan(score('good'));
  });

  it('takes an answer that begins with "no" for an answer', () => {
    for (const text of ["no that's it", 'no', 'no my name is Ann', 'no I have the other one'])
      expect(score(text)).toBe(0);
  });
});

describe('strength', () => {
  it.each([
    ['very good', 'good'],
    ['good', 'slightly good'],
    ['good!', 'good'],
    ['good!!!', 'good!'],
    ['it is GOOD', 'it is good'],
    ['sooo good', 'good'],
    ['goooood', 'good'],
    ['good good', 'good'],
    ['pretty good', 'good'],
  ])('"%s" outweighs "%s"', (stronger, weaker) => expect(score(stronger)).toBeGreaterThan(score(weaker)));

  it('strengthens complaints downwards', () => {
    expect(score('very bad')).toBeLessThan(score('bad'));
    expect(score('kind of bad')).toBeGreaterThan(score('bad'));
    expect(score('pretty bad')).toBeLessThan(score('bad'));
    expect(score('bad!')).toBeLessThan(score('bad'));
  });

  it('tells "so" that joins from "so" that strengthens', () => {
    expect(score('so i love it')).toBe(score('i love it'));
    expect(score('so lovely')).toBeGreaterThan(score('lovely'));
  });

  it('ignores capitals when everything is in capitals', () =>
    expect(score('THIS IS GOOD')).toBe(score('this is good')));

  it('lets what follows "but" outweigh what went before', () => {
    expect(score('it broke but it is great')).toBeGreaterThan(0);
    expect(score('it is great however it broke')).toBeLessThan(0);
  });

  it('counts only the last of several contrasts', () => {
    const { evidence } = analyzer.analyze('it is good but it is bad but it is fine');
    expect(evidence.map((hit) => hit.rules)).toEqual([['before contrast'], ['before contrast'], ['after contrast']]);
  });

  it('halves a word at most, however dampened', () => {
    expect(analyzer.analyze('sort of somewhat slightly fine').evidence[0]?.valence).toBe(0.4);
  });

  it('hears a question in one question mark and no more than four cries', () => {
    expect(score('good?')).toBe(score('good'));
    expect(score('good???')).toBeGreaterThan(score('good'));
    expect(score('good!!!!!!!!')).toBe(score('good!!!!'));
  });

  it('does not add up a word stuttered by the speaker', () => {
    expect(score('good good good good good good')).toBeLessThan(score('good and fair and kind and nice and fine'));
  });
});

describe('manners', () => {
  it.each([
    'yeah',
    'okay',
    'alright then',
    'mhm',
    'uh huh',
    'how can I help you today',
    'sure',
    'well, let me see',
    'okay well the card',
    'no worries',
    "I'd like a latte",
  ])('feels nothing in "%s"', (text) => expect(analyzer.analyze(text)).toMatchObject({ score: 0, label: 'neutral' }));

  it('takes "great" at the head of an utterance for an acknowledgement', () => {
    const acknowledged = score('Great, and what is your zip code?');
    expect(acknowledged).toBeGreaterThan(0.05);
    expect(acknowledged).toBeLessThan(score('the service was great') / 1.5);
    expect(rules('okay great so to review')).toContain('acknowledgement');
    expect(rules('great service')).not.toContain('acknowledgement');
  });

  it('is deaf to what stands around a courtesy', () => {
    expect(score('THANK you!')).toBeLessThan(0.3);
    expect(score('no thanks')).toBe(score('thanks'));
    expect(score('so very sorry')).toBe(score('sorry'));
  });

  it('hears praise in "well" where it is not an opener', () => expect(score('it was done well')).toBeGreaterThan(0.05));
});

describe('writing', () => {
  it.each([
    ['typographic apostrophe', 'don’t love it', "don't love it"],
    ['trailing dots', 'great...', 'great'],
    ['brackets', '(great)', 'great'],
    ['quotes', '"great",', 'great'],
    ['curly quotes', '“great”', 'great'],
    ['hashtag', '#great', 'great'],
    ['mention', '@good_guy great', 'great'],
    ['link', 'great http://good.example/love', 'great'],
    ['bare link', 'great www.good.example', 'great'],
    ['noise', '[laughter] great', 'great'],
    ['possessive', "the problem's cause", 'the problem cause'],
    ['capitals', 'Great', 'great'],
  ])('reads past %s', (_, text, plain) => expect(score(text)).toBe(score(plain)));

  it.each([
    ['👍', 1],
    ['👍🏽', 1],
    ['❤️', 1],
    ['👎', -1],
    ['💔', -1],
    [':)', 1],
    [':-D', 1],
    ['ok:(', -1],
    ['<3', 1],
  ])('feels with %s', (text, sign) => expect(Math.sign(score(text))).toBe(sign));

  it('knows a hyphenated word whole', () => {
    expect(analyzer.analyze('so self-confident').evidence.map(({ word }) => word)).toEqual(['self-confident']);
  });

  it.each(['这个产品很好', 'これは素晴らしい', 'очень хорошо', 'هذا جيد', '좋아요'])('is neutral about %s', (text) =>
    expect(analyzer.analyze(text)).toMatchObject({ score: 0, label: 'neutral', evidence: [] }),
  );
});

describe('evidence', () => {
  it('names the word, what it contributed and the rules that changed it', () => {
    expect(analyzer.analyze('this is not very GOOD').evidence).toEqual([
      { word: 'good', valence: -2.1652, rules: ['capitals', 'boosted', 'negated'] },
    ]);
  });

  it('adds up to the score', () => {
    const { evidence, score: total } = analyzer.analyze('the screen is lovely but the battery is terrible and slow');
    const sum = evidence.reduce((all, { valence }) => all + valence, 0);
    expect(total).toBeCloseTo(sum / Math.sqrt(sum * sum + 15), 3);
  });

  it('keeps the strongest fifty of a very long text', () => {
    const { evidence } = analyzer.analyze('good '.concat('fine, '.repeat(200), 'disaster'));
    expect(evidence).toHaveLength(50);
    expect(evidence[0]?.word).toBe('disaster');
  });

  it('labels by the sign beyond the neutral band', () => {
    expect(analyzer.analyze('good').label).toBe('positive');
    expect(analyzer.analyze('bad').label).toBe('negative');
    expect(analyzer.analyze('table').label).toBe('neutral');
  });
});
