import { OpenAPIObject } from '@nestjs/swagger';
import { built, BuiltApp, startBuiltApp } from './support/built-app';
import { expectContract, toJson } from './support/contract-file';
import { permissionTable, toCsv } from './support/permission-table';
import { socketsContract } from './support/sockets-contract';

interface Route {
  path: string;
  methods: Record<string, boolean>;
}

describe('what the code promises is what is committed', () => {
  let parley: BuiltApp;
  let document: OpenAPIObject;

  beforeAll(async () => {
    parley = await startBuiltApp();
    const { buildOpenApi } = await built<typeof import('../../src/core/http/openapi')>('core/http/openapi');
    document = buildOpenApi(parley.app);
  }, 120_000);
  afterAll(() => parley.close());

  it('over HTTP', () => {
    expectContract('openapi.json', toJson(document));
  });

  it('over HTTP, with nothing left out of the document', () => {
    const instance: unknown = parley.app.getHttpAdapter().getInstance();
    const { stack } = (instance as { router: { stack: { route?: Route }[] } }).router;
    const served = stack.flatMap(({ route }) =>
      route ? Object.keys(route.methods).map((method) => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`) : [],
    );
    const documented = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
    const api = served.filter((name) => !/^\w+ (\/docs|\/admin\/queues)/.test(name));
    expect(api.filter((name) => !documented.includes(name))).toEqual([]);
    expect(api.length).toBeGreaterThan(10);
  });

  it('in a document that lacks nothing a reader needs', async () => {
    const { openApiFaults } =
      await built<typeof import('../../src/core/http/openapi-faults')>('core/http/openapi-faults');
    expect(openApiFaults(document)).toEqual([]);
    expect(openApiFaults({ ...document, paths: { '/a': { get: { responses: {} } } } })).not.toEqual([]);
  });

  it('over sockets', () => {
    const { contract, faults } = socketsContract(parley.app);
    expect(faults).toEqual([]);
    expectContract('sockets.json', toJson(contract));
  });

  it('about who may do what', () => {
    expectContract('permissions.csv', toCsv(permissionTable(parley.app, document)));
  });

  it('about errors', async () => {
    const { declaredErrors } = await built<typeof import('../../src/core/errors/app-error')>('core/errors/app-error');
    const errors = declaredErrors().map(({ code, status, title }) => ({ code, status, title }));
    expectContract('errors.json', toJson(errors));
  });

  it('about metrics', async () => {
    const { Telemetry } = await built<typeof import('../../src/core/telemetry/telemetry')>('core/telemetry/telemetry');
    const metrics = parley.app
      .get(Telemetry)
      .registry.getMetricsAsArray()
      .map((metric) => metric as typeof metric & { labelNames: string[] })
      // Those of Node itself differ from platform to platform.
      .filter(({ name }) => !/^parley_(nodejs|process)_/.test(name))
      .map(({ name, type, labelNames, help }) => `${name}{${labelNames.join(',')}} ${String(type)}: ${help}`);
    expectContract('metrics.txt', `${metrics.sort().join('\n')}\n`);
  });
});
