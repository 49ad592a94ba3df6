import { DocumentFault } from '../transcript-adapter';
import { firstLines, linesOf } from './text-lines';

describe('the lines of a text', () => {
  it.each([
    ['', []],
    ['\n', ['']],
    ['a', ['a']],
    ['\ufeffa\n', ['a']],
    ['a\rb\r\nc\n\rd\r\r\n\ne', ['a', 'b', 'c', '', 'd', '', '', 'e']],
    ['\r\n\r', ['', '']],
  ])('of %j are %j, numbered from 1', (text, lines) => {
    expect([...linesOf(text)]).toEqual(lines.map((line, index) => ({ number: index + 1, text: line })));
  });

  it.each(['\n', '\r', '\r\n'])('are read one by one, up to a million, where they end with %j', (end) => {
    const text = end.repeat(1_000_001);
    const whole = jest.spyOn(String.prototype, 'replace');
    let read = 0;
    expect(() => {
      for (const line of linesOf(text)) read = line.number;
    }).toThrow(new DocumentFault('line 1000001', 'is one more than the 1000000 that are read'));
    expect(read).toBe(1_000_000);
    expect(whole).not.toHaveBeenCalled();
    whole.mockRestore();
  });

  it('at the beginning are those that are not empty', () => {
    expect(firstLines('\ufeff\r\r\n a\r\tb\nc', 2)).toEqual(['a', 'b']);
  });
});
