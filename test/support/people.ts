import { AccessTokens } from '../../src/core/access/tokens/access-tokens';
import { Role } from '../../src/core/access/permissions';
import { uuidv7 } from '../../src/core/database/ids';
import { TestApp } from './app';
import { RestClient } from './rest-client';

/** A token of somebody with that role. There is no such account: where one is needed, register it. */
export function tokenFor({ app }: TestApp, role: Role): string {
  return app.get(AccessTokens).issue({ id: uuidv7(), username: role, role }, uuidv7()).token;
}

/** The REST API as somebody with that role. */
export function restAs(testApp: TestApp, role: Role): RestClient {
  return new RestClient(testApp.url, tokenFor(testApp, role));
}
