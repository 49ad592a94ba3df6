import { TokenDto } from '../../src/modules/auth/dto/token.dto';
import { Answer, expectStatus, RestClient } from './rest-client';

export const PASSWORD = 'correct horse battery';

/** Registers somebody of that name. */
export async function registered(url: string, username: string): Promise<string> {
  const account = { username, email: `${username}@example.com`, password: PASSWORD };
  return expectStatus(await new RestClient(url).post<{ id: string }>('/auth/register', account), 201).id;
}

/** Signs in with the password that everybody has in tests, unless told another. */
export async function signedIn(url: string, username: string, password = PASSWORD, device?: string): Promise<TokenDto> {
  const headers = device === undefined ? undefined : { 'user-agent': device };
  const answer = await new RestClient(url).post<TokenDto>('/auth/login', { username, password }, { headers });
  return expectStatus(answer, 200);
}

export function refresh(url: string, token: string): Promise<Answer<TokenDto>> {
  return new RestClient(url).post<TokenDto>('/auth/refresh', { refresh_token: token });
}

/** The id of the session of an access token. */
export function sessionOf({ access_token }: TokenDto): string {
  const claims = Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(claims) as { sid: string }).sid;
}
