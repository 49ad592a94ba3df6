import { createHash } from 'node:crypto';
import { digestOf, looksLikeApiKey, newApiKey } from './api-key-secret';

describe('a new API key', () => {
  const keys = Array.from({ length: 500 }, newApiKey);

  it('looks like one, begins with its prefix and is known by the SHA-256 of its text', () => {
    for (const { text, prefix, digest } of keys) {
      expect(looksLikeApiKey(text)).toBe(true);
      expect(text).toMatch(new RegExp(`^${prefix}_[0-9A-Za-z]{43}$`));
      expect(digest).toBe(createHash('sha256').update(text).digest('base64'));
    }
  });

  it('is never made twice, nor is its prefix', () => {
    expect(new Set(keys.map(({ text }) => text)).size).toBe(keys.length);
    expect(new Set(keys.map(({ prefix }) => prefix)).size).toBe(keys.length);
  });

  it('has a secret of 256 bits: every digit takes nearly every value', () => {
    const secrets = keys.map(({ text }) => text.slice(-43));
    const seen = (place: number) => new Set(secrets.map((secret) => secret[place])).size;
    expect(Math.min(...Array.from({ length: 43 }, (_, place) => seen(place)))).toBeGreaterThan(55);
  });
});

describe('what is presented as an API key', () => {
  const { text } = newApiKey();

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['an empty text', ''],
    ['a list', [text]],
    ['an object', { length: text.length }],
    ['one character short', text.slice(1)],
    ['one character long', `${text}0`],
    ['two keys in one header', `${text}, ${text}`],
    ['with a space before', ` ${text.slice(1)}`],
    ['with a line behind', `${text}\n`],
    ['of another product', text.replace('parley', 'barley')],
    ['in letters that look alike', text.replace('parley', 'pаrley')],
    ['with a dot in the secret', `${text.slice(0, -1)}.`],
    ['huge', text.repeat(10_000)],
  ])('is refused unread when it is %s', (_, value) => {
    expect(looksLikeApiKey(value)).toBe(false);
  });

  it('is taken for another key when a letter is written in another case', () => {
    const other = text.replace(/[a-z](?=[^a-z]*$)/, (letter) => letter.toUpperCase());
    expect(looksLikeApiKey(other)).toBe(true);
    expect(digestOf(other)).not.toBe(digestOf(text));
  });
});
