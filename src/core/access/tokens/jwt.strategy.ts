import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, SecretOrKeyProvider, Strategy } from 'passport-jwt';
import { AccessTokens } from './access-tokens';
import { Principal } from '../principal';

type Verifier = (
  token: string,
  key: AccessTokens,
  options: unknown,
  done: (error: unknown, payload?: unknown) => void,
) => void;

const verifyByAccessTokens: Verifier = (token, tokens, _options, done) => {
  try {
    done(null, tokens.verify(token));
  } catch (error) {
    done(error);
  }
};

// passport-jwt verifies with jsonwebtoken, at over 1 ms a request; its verifier is replaceable for the whole process, so
// the "key" that is handed to it is the AccessTokens of the application that was asked.
(Strategy as unknown as { JwtVerifier: Verifier }).JwtVerifier = verifyByAccessTokens;

const asked = new WeakMap<object, AccessTokens>();

/** Says who verifies the token of a request: Passport keeps one strategy for all applications of a process. */
export function letVerify(request: object, tokens: AccessTokens): void {
  asked.set(request, tokens);
}

/** Reads the Bearer token of a request and answers its principal. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor() {
    const provider: SecretOrKeyProvider = (request: object, _token, done) =>
      done(null, asked.get(request) as unknown as string);
    super({ jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(), secretOrKeyProvider: provider });
  }

  validate(principal: Principal): Principal {
    return principal;
  }
}
