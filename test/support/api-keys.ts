import { Permission } from '../../src/core/access/permissions';
import { CreatedApiKeyDto } from '../../src/modules/auth/api-keys/dto/api-key.dto';
import { Answer, expectStatus, RestClient } from './rest-client';

/** Makes a key of whoever the client is. */
export async function makeKey(owner: RestClient, permissions: Permission[]): Promise<CreatedApiKeyDto> {
  const answer = await owner.post<CreatedApiKeyDto>('/auth/api-keys', { name: 'a key', permissions });
  return expectStatus(answer, 201);
}

/** One request with a key. */
export function withKey<T = unknown>(
  url: string,
  key: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer<T>> {
  return new RestClient(url).send<T>(method, path, { body, headers: { 'x-api-key': key } });
}
