import { currentContext } from '../logging/request-context';
import { SessionOrigin } from './sessions/sessions.repository';

const MAX_DEVICE = 256;

/** Where the running request comes from, as a session shows it. */
export function requestOrigin(): SessionOrigin {
  const { source } = currentContext() ?? {};
  return { device: source?.headers['user-agent']?.slice(0, MAX_DEVICE) ?? null, ip: source?.ip ?? null };
}
