import { built, BuiltApp, startBuiltApp } from './support/built-app';
import { addressOf, encodeBody, exampleRequests, followLinks, ExampleRequest } from './support/examples';

interface Answer {
  name: string;
  status: number;
  documented: boolean;
  body: unknown;
}

interface Made {
  id: string;
  agent?: { id: string } | null;
}

describe('the examples of the docs', () => {
  let parley: BuiltApp;
  const ids: Record<string, string> = {};
  /** Parameters that the link of an earlier answer told, by operation. */
  const linked: Record<string, Record<string, unknown>> = {};

  beforeAll(async () => {
    parley = await startBuiltApp();
  }, 120_000);
  afterAll(() => parley.close());

  it('are all accepted as they stand, one after the other', async () => {
    const { buildOpenApi } = await built<typeof import('../../src/core/http/openapi')>('core/http/openapi');
    const requests = exampleRequests(buildOpenApi(parley.app));
    const answers: Answer[] = [];
    for (const request of requests) answers.push(await send(request));
    expect(answers.filter(({ status, documented }) => status >= 300 || !documented)).toEqual([]);
    expect(answers.length).toBeGreaterThan(20);
  });

  /** Agents are made by calls. */
  function remember(path: string, { id, agent }: Made): void {
    ids[path] ??= id;
    if (agent) ids['/api/v1/agents'] ??= agent.id;
  }

  async function send(request: ExampleRequest): Promise<Answer> {
    const { body, method, name, path } = request;
    const told = linked[request.operationId];
    const address = told ? addressOf({ ...request, parameters: told }) : addressOf(request, ids);
    const response = await fetch(parley.url + address, {
      method: method.toUpperCase(),
      headers: {
        authorization: `Bearer ${parley.tokenOf('admin')}`,
        ...(body && { 'content-type': body.contentType }),
      },
      body: body && encodeBody(body),
    });
    const text = await response.text();
    const answer: unknown = text.startsWith('{') ? JSON.parse(text) : text;
    if (response.status === 201) Object.assign(linked, Object.fromEntries(followLinks(request, answer)));
    if (method === 'post' && response.status === 201) remember(path, answer as Made);
    return { name, status: response.status, documented: request.statuses.includes(response.status), body: answer };
  }
});
