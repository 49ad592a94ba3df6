import ts from 'typescript';
import { compile } from '../../architecture/support/program';
import { nodesOf } from '../../architecture/support/sources';

/** Whole, and with the members of a union instead of its name. */
const FORMAT = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias;

export type Shape = string | Shape[] | { [field: string]: Shape };

/** What a `*.sockets.ts` file declares for its namespace, with every type written out. */
export interface SocketTypes {
  /** `*` for what every namespace has. */
  namespace: string;
  server: Record<string, Shape>;
  client: Record<string, Shape>;
}

/** Reads the typed maps of events, which are the single source for server, clients and tests. */
export function socketTypes(): SocketTypes[] {
  const { checker, files } = compile({}).product;
  return [...files]
    .filter(([path]) => path.endsWith('.sockets.ts'))
    .map(([, file]) => {
      const maps = nodesOf(file).filter(ts.isInterfaceDeclaration);
      const eventsOf = (suffix: string) =>
        maps.filter(({ name }) => name.text.endsWith(suffix)).flatMap((map) => propertiesOf(map, checker));
      return {
        namespace: namespaceOf(file),
        server: Object.fromEntries(eventsOf('ServerEvents').map(({ name, type }) => [name, payloadOf(type, checker)])),
        client: Object.fromEntries(eventsOf('ClientEvents').map(({ name, type }) => [name, shapeOf(type, checker)])),
      };
    })
    .sort((a, b) => a.namespace.localeCompare(b.namespace));
}

function namespaceOf(file: ts.SourceFile): string {
  const constants = nodesOf(file).filter(ts.isVariableDeclaration);
  const declared = constants.find(({ name }) => name.getText().endsWith('NAMESPACE'))?.initializer;
  return declared && ts.isStringLiteral(declared) ? declared.text : '*';
}

function propertiesOf(map: ts.InterfaceDeclaration, checker: ts.TypeChecker): { name: string; type: ts.Type }[] {
  const properties = checker.getTypeAtLocation(map).getProperties();
  return properties.map((property) => ({ name: property.name, type: checker.getTypeOfSymbol(property) }));
}

/** Server events are declared as functions of their payload. */
function payloadOf(type: ts.Type, checker: ts.TypeChecker): Shape {
  const parameter = type.getCallSignatures()[0]?.getParameters()[0];
  return parameter === undefined ? 'nothing' : shapeOf(checker.getTypeOfSymbol(parameter), checker);
}

function shapeOf(type: ts.Type, checker: ts.TypeChecker, outer: ts.Type[] = []): Shape {
  if (checker.isArrayType(type)) {
    return checker.getTypeArguments(type as ts.TypeReference).map((item) => shapeOf(item, checker, outer));
  }
  const isPlain = type.getProperties().length === 0 || (type.flags & ts.TypeFlags.Object) === 0;
  const parts = type.isUnion() ? type.types.filter((part) => part.flags & ts.TypeFlags.Object) : [];
  const [only] = parts;
  if (only && parts.length === 1 && type.isUnion()) return oneOf(type, only, checker, outer);
  if (isPlain || outer.includes(type)) return checker.typeToString(type, undefined, FORMAT);
  const fields = type.getProperties().map((property) => {
    const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const value = checker.getTypeOfSymbol(property);
    const known = isOptional ? checker.getNonNullableType(value) : value;
    return [`${property.name}${isOptional ? '?' : ''}`, shapeOf(known, checker, [...outer, type])] as const;
  });
  return Object.fromEntries(fields);
}

/** An object or something plain, such as null. */
function oneOf(union: ts.UnionType, object: ts.Type, checker: ts.TypeChecker, outer: ts.Type[]): Shape {
  const others = union.types
    .filter((part) => part !== object)
    .map((part) => checker.typeToString(part, undefined, FORMAT));
  const shape = shapeOf(object, checker, outer);
  return others.length === 0 ? shape : { [`or ${others.join(' or ')}`]: shape };
}
