import { isOriginAllowed } from './origin-check';

const allowed = ['https://app.example.com', 'http://localhost:5173'];

describe('isOriginAllowed', () => {
  test.each<[string | undefined, string | undefined, boolean]>([
    [undefined, 'api.example.com', true],
    ['https://app.example.com', 'api.example.com', true],
    ['http://localhost:5173', 'api.example.com', true],
    ['https://api.example.com', 'api.example.com', true],
    ['https://API.example.com', 'api.EXAMPLE.com', true],
    ['http://localhost:3000', 'localhost:3000', true],
    ['http://localhost:3001', 'localhost:3000', false],
    ['http://app.example.com', 'api.example.com', false],
    ['https://app.example.com:444', 'api.example.com', false],
    ['https://app.example.com.evil.example', 'api.example.com', false],
    ['https://evil.example/?https://app.example.com', 'api.example.com', false],
    ['https://APP.example.com', 'api.example.com', false],
    ['null', 'null', false],
    ['', '', false],
    ['https://api.example.com', undefined, false],
    ['https://api.example.com.', 'api.example.com', false],
    ['http://127.0.0.1.', '127.0.0.1', false],
    ['http://127.1', '127.0.0.1', false],
    ['https://evil@api.example.com', 'api.example.com', false],
    ['https://api.example.com/evil', 'api.example.com', false],
    ['https://api.example.com https://evil.example', 'api.example.com', false],
    ['ftp://api.example.com', 'api.example.com', false],
    ['chrome-extension://api.example.com', 'api.example.com', false],
    ['http://api.example.com', 'api.example.com:3000', false],
  ])('origin %s at host %s', (origin, host, expected) => {
    expect(isOriginAllowed(origin, host, allowed)).toBe(expected);
  });
});
