import { AuditedKind, AuditOutcome } from '../../src/core/access/audit/audited-act';
import { Permission } from '../../src/core/access/permissions';
import { Account, makeAccount } from './accounts';
import { makeKey } from './api-keys';
import { TestApp } from './app';
import { expectStatus, RestClient } from './rest-client';
import { utterances } from './samples';
import { PASSWORD, registered } from './sessions';

export const NEXT_PASSWORD = 'incorrect pony charger';

export interface Person {
  id: string;
  username: string;
}

/** What the row of an act must say; what is left out is null, or empty for details. */
export interface ExpectedRow {
  outcome?: AuditOutcome;
  by?: Person;
  keyId?: string;
  target?: [AuditedKind, string];
  details?: object;
  /** Where the act does not come with the headers of the others. */
  origin?: { ip: string | null; userAgent: string | null; correlationId: string | null };
}

export type Headers = Record<string, string>;
export type Sending = (headers: Headers) => Promise<{ status: number; body: unknown }>;

/** An act that can be tried until it is done. */
export interface Act {
  /** Answers the HTTP status, or what it would be. */
  send: Sending;
  /** The status when it is done. */
  done: number;
  row: (body: never) => ExpectedRow;
  /** There is no transaction of it that could fail. */
  changesNothing?: true;
  /** Told even when it cannot be recorded: anybody could do it in floods. */
  toldAnyway?: true;
}

/** A Parley and its people, for acts to be prepared. */
export class AuditStage {
  /** What no row may hold. */
  readonly secrets = new Set([PASSWORD, NEXT_PASSWORD]);
  private people = 0;

  constructor(
    readonly parley: TestApp,
    readonly admin: Account,
  ) {}

  newName(): string {
    return `person.${(this.people += 1)}`;
  }

  somebody(role: 'viewer' | 'user' = 'user'): Promise<Account> {
    return makeAccount(this.parley, this.newName(), role);
  }

  /** Somebody with a password. */
  async newcomer(): Promise<Person> {
    const username = this.newName();
    return { username, id: await registered(this.parley.url, username) };
  }

  async newCall(): Promise<string> {
    const call = { utterances: utterances(1, 2) };
    return expectStatus(await this.admin.rest.post<{ id: string }>('/calls', call), 201).id;
  }

  async importedCall(): Promise<string> {
    const document = 'WEBVTT\n\n00:01.000 --> 00:02.000\nHello';
    const sent = { body: document, headers: { 'content-type': 'text/vtt' } };
    const answer = await this.admin.rest.send<{ call: { id: string } }>('POST', '/calls/import?format=webvtt', sent);
    return expectStatus(answer, 201).call.id;
  }

  /** A new key of the admin. */
  async keyed(permissions: Permission[]): Promise<{ id: string; send: (method: string, path: string) => Sending }> {
    const { id, key } = await makeKey(this.admin.rest, permissions);
    this.secrets.add(key);
    const rest = new RestClient(this.parley.url);
    const send = (method: string, path: string): Sending => {
      return (headers) => rest.send(method, path, { headers: { ...headers, 'x-api-key': key } });
    };
    return { id, send };
  }
}
