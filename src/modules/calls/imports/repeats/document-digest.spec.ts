import { documentDigest } from './document-digest';

const long = `${'x'.repeat(65_535)}\n${'\u{1f600}'.repeat(40_000)}\nend`;

describe('the digest of a document', () => {
  it.each([['a\n\nb\n'], [long], [`y${long}`]])('is the same however the lines of a text end', (text) => {
    const digest = documentDigest(text);
    expect(digest).toMatch(/^sha256:[0-9a-f]{32}$/);
    expect(documentDigest(text.replaceAll('\n', '\r\n'))).toBe(digest);
    expect(documentDigest(text.replaceAll('\n', '\r'))).toBe(digest);
    expect(documentDigest(`\ufeff${text}`)).toBe(digest);
  });

  it('is another one for another document', () => {
    const documents = ['a\nb', 'a\n\nb', 'a b', 'a\nb\n', '', {}, [], { a: 'b\n' }, { a: 'b\r\n' }];
    expect(new Set(documents.map(documentDigest)).size).toBe(documents.length);
  });
});
