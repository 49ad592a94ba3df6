import { LexiconAnalyzer } from './lexicon-analyzer';

const analyzer = new LexiconAnalyzer();
const keywords = (text: string): string[] => analyzer.analyze(text).keywords;

describe('keywords', () => {
  it('lead with what was felt most, then name what it was about', () => {
    expect(keywords('The delivery was terrible and the packaging good')).toEqual([
      'terrible',
      'good',
      'packaging',
      'delivery',
    ]);
  });

  it('are at most eight, without repetition, in lower case', () => {
    const many = keywords('Alpha BRAVO charlie delta echoes foxtrot golfing hotels indigo juliet alpha Bravo');
    expect(many).toHaveLength(8);
    expect(new Set(many).size).toBe(8);
    expect(many).toEqual(many.map((word) => word.toLowerCase()));
  });

  it('name a repeated word once', () => {
    expect(keywords('the delivery is terrible, my delivery is terrible')).toEqual(['terrible', 'delivery']);
  });

  it('leave out small talk, courtesies, numbers and emoji', () => {
    expect(keywords('okay thank you so much, how can I help you with those 12345 things today 👍 :D')).toEqual([]);
  });

  it('keep compound names whole', () => expect(keywords('my credit card')).toEqual(['credit card']));

  it('find nothing in silence', () => expect(keywords('')).toEqual([]));
});
