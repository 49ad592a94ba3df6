import { canonicalLocale, isTimeZone } from './locale-fields';

describe('what people set for their language and their time', () => {
  it.each([
    ['de', 'de'],
    ['de-de', 'de-DE'],
    ['ZH-hant-tw', 'zh-Hant-TW'],
    ['de-DE-u-co-phonebk', 'de-DE-u-co-phonebk'],
  ])('the locale %s is %s', (given, canonical) => {
    expect(canonicalLocale(given)).toBe(canonical);
  });

  it.each(['', 'd', 'de_DE', 'de-', 'de DE', 'toolonglanguage', `de-${'x-aaaa'.repeat(20)}`, 7, null, ['de']])(
    'the locale %j is none',
    (given) => {
      expect(canonicalLocale(given)).toBeUndefined();
    },
  );

  it.each(['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])('%s is a time zone', (given) => {
    expect(isTimeZone(given)).toBe(true);
  });

  it.each(['', 'Europe/Atlantis', '+01:00', 'GMT+1:00', 'Europe/Berlin ', '../etc/passwd', 1, null, ['UTC']])(
    '%j is no time zone',
    (given) => {
      expect(isTimeZone(given)).toBe(false);
    },
  );
});
