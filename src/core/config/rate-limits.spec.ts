import { Config } from './config';
import { parseRateLimits } from './rate-limits';

it('reads changes of single classes', () => {
  expect(parseRateLimits('')).toEqual({});
  expect(parseRateLimits(' login-account = 10, default=6000 ,')).toEqual({ 'login-account': 10, default: 6000 });
});

test.each([
  ['login=5', /^RATE_LIMITS names "login", but the classes are login-account, login-ip, .*default\.$/],
  ['toString=5', /names "toString"/],
  ['default', /must be CLASS=PER_MINUTE, comma-separated, e\.g\. login-account=10,default=6000; "default" is not\.$/],
  ['=5', /must be CLASS=PER_MINUTE/],
  ['default=0', /is wrong for default: it must be a whole number from 1 to 1000000\.$/],
  ['default=1000001', /is wrong for default/],
  ['default=1.5', /is wrong for default/],
  ['default=', /is wrong for default/],
  ['default=1=2', /is wrong for default/],
  ['default=5,default=6', /^RATE_LIMITS names default twice\.$/],
])('%s stops the start', (raw, message) => {
  expect(() => Config.from({ RATE_LIMITS: raw })).toThrow(message);
});
