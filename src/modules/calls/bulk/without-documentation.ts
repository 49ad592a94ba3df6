/** Packages of which a thread meets nothing but decorators, to which nobody listens there; they would take 50 MB of each. */
const SILENCED = ['@nestjs/swagger', 'typeorm'];

const decorator = () => () => undefined;
const silent: unknown = new Proxy({}, { get: (_, name) => (name === '__esModule' ? true : decorator) });

for (const name of SILENCED) {
  const path = require.resolve(name);
  require.cache[path] = { ...module, id: path, filename: path, loaded: true, children: [], exports: silent };
}

export {};
