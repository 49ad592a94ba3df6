import { readMarks, SNIPPET_LENGTH, toSnippet } from './snippet';

const snippetOf = (marked: string) => {
  const { text, hits } = readMarks(marked);
  return toSnippet(text, hits);
};

describe('a snippet', () => {
  it('marks hits and escapes everything else', () => {
    expect(snippetOf('\u0003b\u0004 "\u0001a\u0005b\u0002" it\'s <mark>')).toBe(
      '&lt;b&gt; &quot;<mark>a&amp;b</mark>&quot; it&#39;s &lt;mark&gt;',
    );
  });

  it('holds no markup but its own marks, whatever the text', () => {
    for (const text of ['</mark><script>', '<mark>', '&lt;', '"onload="', '\u0003script\u0004']) {
      const html = snippetOf(`${text} \u0001${text}\u0002`);
      expect(html.replaceAll('<mark>', '').replaceAll('</mark>', '')).not.toMatch(/[<>"']/);
      expect(html.match(/<mark>/g)).toHaveLength(1);
    }
  });

  it('shows about the first hit of a long text, and never half a character', () => {
    const html = snippetOf(`${'😀'.repeat(500)} \u0001card\u0002 ${'😀'.repeat(500)}`);
    expect(html).toMatch(/^…(😀)+ <mark>card<\/mark> (😀)+…$/u);
    expect(html.isWellFormed()).toBe(true);
    expect(html.length).toBeLessThan(SNIPPET_LENGTH + 20);
  });

  it('cuts a hit that is longer than a snippet', () => {
    expect(snippetOf(`\u0001${'x'.repeat(1000)}\u0002`)).toBe(`<mark>${'x'.repeat(SNIPPET_LENGTH)}</mark>…`);
  });
});

describe('marks', () => {
  it('become offsets into the text as JavaScript counts', () => {
    expect(readMarks('😀 \u0001card\u0002 and \u0001cards\u0002')).toEqual({
      text: '😀 card and cards',
      hits: [
        { start: 3, end: 7 },
        { start: 12, end: 17 },
      ],
    });
  });
});
