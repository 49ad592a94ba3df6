import { Permission, Role } from './permissions';

/** What the caller showed: an access token of a session, or an API key. */
export interface Credential {
  kind: 'session' | 'key';
  /** Id of the session or of the key; revocations name it. */
  id: string;
}

/** Who is asking: made from verified credentials, for HTTP and sockets alike. */
export interface Principal {
  userId: string;
  username: string;
  role: Role;
  /** Of the role, or those of them that the API key carries. */
  permissions: ReadonlySet<Permission>;
  credential: Credential;
  /** Unix time in seconds at which the credentials end. */
  expiresAt: number;
}
