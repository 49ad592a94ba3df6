import { languageTag } from './language-tags';

it.each([
  ['english', 'en'],
  ['Haitian Creole', 'ht'],
  ['mandarin', 'zh'],
  ['yoruba', 'yo'],
  ['en', 'en'],
  ['en_us', 'en-US'],
  ['en_uk', 'en-GB'],
  ['en-AU', 'en-AU'],
  ['jw', 'jv'],
  ['zh-hant-tw', 'zh-Hant-TW'],
  ['klingonese', undefined],
  ['multi', undefined],
  ['', undefined],
  ['en-', undefined],
  ['en-u', undefined],
  [`en-${'a-'.repeat(40)}`, undefined],
  [7, undefined],
  [null, undefined],
])('the language %p is %p', (value, tag) => {
  expect(languageTag(value)).toBe(tag);
});
