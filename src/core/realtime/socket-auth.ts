import { Injectable } from '@nestjs/common';
import { API_KEY_HEADER, bothCredentials } from '../access/access.guard';
import { AccessTokens } from '../access/tokens/access-tokens';
import { ApiKeys } from '../access/keys/api-keys';
import { Denials } from '../access/audit/denials';
import { Principal } from '../access/principal';
import { AppError } from '../errors/app-error';
import { AccessErrors } from '../errors/core-errors';
import { translate } from '../errors/translate';
import { Logger } from '../logging/logger';
import { correlationIdFrom, currentContext, RequestSource, runInContext } from '../logging/request-context';
import { Telemetry } from '../telemetry/telemetry';
import { HandshakeGate } from './handshake-gate';
import { AppSocket } from './realtime.sockets';
import { toSocketError } from './socket-error';

type Handshake = AppSocket['handshake'];
type Next = (error?: Error) => void;

/** Authenticates before CONNECT: no event of a socket that fails here is ever handled. */
@Injectable()
export class SocketAuth {
  private readonly declared = new Set<string>();

  constructor(
    private readonly gate: HandshakeGate,
    private readonly tokens: AccessTokens,
    private readonly keys: ApiKeys,
    private readonly telemetry: Telemetry,
    private readonly logger: Logger,
    private readonly denials: Denials,
  ) {}

  /** Opens a namespace to clients; every other one, `/` included, refuses them. False when it was open before. */
  declare(namespace: string): boolean {
    const isNew = !this.declared.has(namespace);
    this.declared.add(namespace);
    return isNew;
  }

  /** Middleware for every namespace. */
  readonly middleware = (socket: AppSocket, next: Next): void => {
    const askedAt = performance.now();
    const correlationId = correlationIdFrom(socket.handshake.headers['x-correlation-id']);
    const source = this.sourceOf(socket);
    runInContext({ correlationId, source }, () => {
      this.admit(socket).then(
        (principal) => {
          socket.data = { principal, correlationId, source, askedAt };
          forgetCredentials(socket);
          next();
        },
        (error: unknown) => void this.toTell(socket, translate(error)).then((told) => next(this.refuse(socket, told))),
      );
    });
  };

  private async admit(socket: AppSocket): Promise<Principal> {
    const refusal = this.gate.refusalOf(socket.conn);
    if (refusal !== undefined) throw refusal;
    const principal = await this.identify(socket);
    const running = currentContext();
    if (running) running.principal = principal;
    if (!this.declared.has(socket.nsp.name)) {
      throw AccessErrors.forbidden.with(`Connect to one of the namespaces ${[...this.declared].join(', ')}.`);
    }
    return principal;
  }

  /** Asynchronous because an API key may have to be looked up. */
  private async identify({ handshake, request }: AppSocket): Promise<Principal> {
    const token = sentToken(handshake);
    const key = sentKey(handshake);
    if (key === undefined) return this.tokens.verify(asToken(token));
    if (token !== undefined) throw bothCredentials();
    return this.keys.authenticate(key, this.gate.addressOf(request));
  }

  private sourceOf({ request }: AppSocket): RequestSource {
    return { ip: this.gate.fullAddressOf(request), headers: { 'user-agent': request.headers['user-agent'] } };
  }

  private async toTell(socket: AppSocket, error: AppError): Promise<AppError> {
    if (!this.denials.concern(error)) return error;
    return this.denials.toTell(error, { kind: 'event', id: `${this.namespaceOf(socket)} connect` });
  }

  private refuse(socket: AppSocket, error: AppError): Error {
    const { code, level, status } = error.type;
    const namespace = this.namespaceOf(socket);
    this.telemetry.refusedHandshakes.inc({ reason: code });
    this.logger[level]('socket refused', { namespace, code, ...(status >= 500 ? { error } : {}) });
    const correlationId = currentContext()?.correlationId ?? correlationIdFrom(undefined);
    return Object.assign(new Error(error.message), { data: toSocketError(error, correlationId) });
  }

  /** Safe as a label: clients make up names. */
  private namespaceOf({ nsp }: AppSocket): string {
    return this.declared.has(nsp.name) ? nsp.name : 'undeclared';
  }
}

function sentToken({ auth, headers, query }: Handshake): unknown {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  return [auth.token as unknown, bearer, query.token].find((token) => token !== undefined);
}

/** Never from the query: addresses end up in logs, and a key lives much longer than a token. */
function sentKey({ auth, headers }: Handshake): unknown {
  return (auth.apiKey as unknown) ?? headers[API_KEY_HEADER];
}

function asToken(sent: unknown): string {
  if (sent === undefined || sent === '') {
    throw AccessErrors.required.with('Send an access token as auth.token, or an API key as auth.apiKey.');
  }
  if (typeof sent !== 'string') throw AccessErrors.invalid.with('The access token is not a text.');
  return sent;
}

/** From here on nothing needs the token or the key: so it can appear in no log, and no answer to another process. */
function forgetCredentials(socket: AppSocket): void {
  const { handshake } = socket;
  const { authorization: _authorization, cookie: _cookie, [API_KEY_HEADER]: _key, ...headers } = handshake.headers;
  const { token: _token, apiKey: _apiKey, ...query } = handshake.query;
  Object.assign(handshake, { headers, query, auth: {}, url: handshake.url.split('?', 1)[0] });
}
