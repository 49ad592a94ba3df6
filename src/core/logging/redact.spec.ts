import { redact } from './redact';

describe('redact', () => {
  it('censors secrets at the top level and one level down', () => {
    const line = redact({
      token: 'a',
      user: { name: 'maria', password: 'b' },
      query: { apiKey: 'c' },
      headers: { 'x-api-key': 'd' },
    });
    expect(line).toEqual({
      token: '[secret]',
      user: { name: 'maria', password: '[secret]' },
      query: { apiKey: '[secret]' },
      headers: { 'x-api-key': '[secret]' },
    });
  });

  it('leaves what it was given one level down as it was', () => {
    const user = { password: 'b' };
    redact({ user });
    expect(user).toEqual({ password: 'b' });
  });

  it('keeps everything else, dates and lists included', () => {
    const at = new Date(0);
    expect(redact({ at, list: [1, 2], none: null, nothing: undefined, count: 3 })).toEqual({
      at,
      list: [1, 2],
      none: null,
      nothing: undefined,
      count: 3,
    });
  });
});
