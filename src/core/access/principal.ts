import { Permission, Role } from './permissions';

/** Who is asking: made from verified credentials, for HTTP and sockets alike. */
export interface Principal {
  userId: string;
  username: string;
  role: Role;
  permissions: ReadonlySet<Permission>;
  /** Unix time in seconds at which the credentials end. */
  expiresAt: number;
}
