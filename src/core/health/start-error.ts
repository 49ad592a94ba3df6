import { Config, ConfigError } from '../config/config';
import { DatabaseSetupError } from '../database/migrate';
import { EmbeddedError } from '../embedded/embedded-error';

/** Why the start failed, for people: one sentence that says what to do where that is known. */
export function explainStart(error: unknown, config?: Config): { sentence: string; known: boolean } {
  if (error instanceof ConfigError || error instanceof EmbeddedError || error instanceof DatabaseSetupError) {
    return { sentence: error.message, known: true };
  }
  const listening = config && explainListen(error, config);
  if (listening !== undefined) return { sentence: listening, known: true };
  const [reason] = (error instanceof Error ? error.message || error.name : String(error)).split('\n');
  return { sentence: `Parley could not start (${reason}): the log has the details.`, known: false };
}

function explainListen(error: unknown, config: Config): string | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall !== 'listen' && syscall !== 'getaddrinfo') return undefined;
  const variable = config.get('PARLEY_ROLE') === 'worker' ? 'WORKER_PORT' : 'PORT';
  if (code === 'EADDRINUSE') return `Port ${config.port} is in use: stop the other program or set ${variable}.`;
  if (code === 'EACCES') return `Port ${config.port} is not open to this user: set ${variable} to one above 1023.`;
  return `Parley cannot listen on ${config.host} (${code}): set HOST to an address of this machine.`;
}
