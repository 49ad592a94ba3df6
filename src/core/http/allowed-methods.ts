import { Request } from 'express';

interface Layer {
  route?: { methods: Record<string, boolean | undefined> };
  match(path: string): unknown;
}

/** Methods under which the path of an unmatched request is served; empty when none. Only the way to a 404 pays for it. */
export function allowedMethods(request: Request): string[] {
  const { stack } = request.app.router as unknown as { stack: Layer[] };
  const served = stack
    .filter((layer) => layer.route !== undefined && matches(layer, request.path))
    .flatMap(({ route }) => Object.keys(route?.methods ?? {}))
    .filter((method) => method !== '_all')
    .map((method) => method.toUpperCase());
  return [...new Set(served.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))].sort();
}

function matches(layer: Layer, path: string): boolean {
  try {
    return Boolean(layer.match(path));
  } catch {
    return false;
  }
}
