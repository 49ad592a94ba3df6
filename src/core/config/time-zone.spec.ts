import { isSameTimeZone, isTimeZone } from './time-zone';

describe('names of time zones', () => {
  it.each(['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'europe/berlin'])(
    '%s is one',
    (name) => {
      expect(isTimeZone(name)).toBe(true);
    },
  );

  it.each([
    ...['', 'UTC+3', 'GMT+3', '+01:00', '-03', 'CET', 'EST', 'EST5EDT', 'Europe/Atlantis', 'Europe/Berlin ', 'Europe'],
    ...['../../etc/passwd', '<+03>-3', 'Europe/Berlin\0', `Europe/${'x'.repeat(99)}`, 7, null, undefined, ['UTC']],
  ])('%j is none', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });

  it('one zone may have several', () => {
    expect(isSameTimeZone('Asia/Kathmandu', 'Asia/Katmandu')).toBe(true);
    expect(isSameTimeZone('europe/berlin', 'Europe/Berlin')).toBe(true);
    expect(isSameTimeZone('Europe/Berlin', 'Europe/Paris')).toBe(false);
  });
});
