import { parseSearch } from './query-syntax';
import { planSearch, ReducedClause } from './search-plan';

/** As English and unknown languages would reduce the clauses, given the lines of each. */
function reduced(lines: Record<string, (string | null)[]>, plain: (string | null)[] = []): ReducedClause[] {
  return Object.entries(lines).flatMap(([language, own]) =>
    own.map((line, clause) => ({ language, clause, line, plain: plain[clause] ?? null })),
  );
}

describe('a search as it is asked', () => {
  it('asks each language for its own words', () => {
    const plan = planSearch(
      parseSearch('cards lost'),
      reduced({ english: ['card ', 'lost '], simple: ['cards ', 'lost '] }),
    );
    expect(plan).toMatchObject({
      tsquery: "('english:card' & 'english:lost') | ('simple:cards' & 'simple:lost')",
      required: { english: [[' card '], [' lost ']], simple: [[' cards '], [' lost ']] },
      inexact: false,
      marked: { english: "'card' | 'lost'", simple: "'cards' | 'lost'" },
    });
  });

  it('asks for two words that follow each other by their pair, and for more also in the terms', () => {
    const two = planSearch(parseSearch('"help you today"'), reduced({ english: ['help . today '] }));
    expect(two).toMatchObject({ tsquery: "('english+help 2 today')", inexact: false });
    const three = planSearch(parseSearch('"a b c" -"d e f" g'), reduced({ simple: ['a b c ', 'd e f ', 'g '] }));
    expect(three).toMatchObject({
      tsquery: "('simple+a 1 b' & 'simple+b 1 c' & 'simple:g')",
      required: { simple: [[' a b c '], [' g ']] },
      excluded: { simple: [[' d e f ']] },
      inexact: true,
    });
  });

  it('asks for the beginning of a word as it is written and as it is reduced', () => {
    const asked = (line: string | null, plain: string) =>
      planSearch(parseSearch('anything*'), reduced({ english: [line] }, [plain])).tsquery;
    expect(asked('refund ', 'refunding')).toBe("(('english:refund':*))");
    expect(asked('happi ', 'happy')).toBe("(('english:happi':* | 'english:happy':*))");
    expect(asked(null, 'the')).toBe("(('english:the':*))");
  });

  it('leaves out what a language ignores, and the language when nothing is left', () => {
    const clauses = parseSearch('the card -of');
    const plan = planSearch(clauses, reduced({ english: [null, 'card ', null], simple: ['the ', 'card ', 'of '] }));
    expect(plan.tsquery).toBe("('english:card') | ('simple:the' & 'simple:card' & !('simple:of'))");
    const german = planSearch(parseSearch('die'), reduced({ english: ['die '], german: [null] }));
    expect(german.tsquery).toBe("('english:die')");
  });

  it.each([
    [{ english: [null], simple: ['the '] }],
    [{ english: [null], german: ['the '] }],
    [{ german: [null], simple: ['die '] }],
    [{ simple: [null] }],
  ])('is refused when there is nothing to look for: %j', (lines) => {
    expect(() => planSearch(parseSearch('word'), reduced(lines))).toThrow();
  });

  it('quotes whatever stands in a word', () => {
    const plan = planSearch(parseSearch('x'), reduced({ simple: ["a'b\\%_ "] }));
    expect(plan).toMatchObject({ tsquery: "('simple:a''b\\\\%_')", lines: { simple: ["% a'b\\\\\\%\\_ %"] } });
  });
});
