import ts from 'typescript';
import { Program } from './program';
import { nodesOf, placeOf, Unit } from './sources';

const MOST_STATEMENTS = 3;
const ROUTES = ['Get', 'Post', 'Put', 'Patch', 'Delete', 'Head', 'Options', 'All', 'Sse', 'SubscribeMessage'];

/** A handler is decorators plus one call: no branches, no loops, at most three statements. */
export function handlersOnlyCall(units: Unit[]): string[] {
  return units.flatMap((unit) =>
    handlersIn(unit.tree)
      .filter((handler) => !isOneCall(handler))
      .map((handler) => `${placeOf(handler.name, unit)} ${handler.name.getText()}`),
  );
}

/** Every handler says who may use it; the start of the application checks the same. */
export function handlersSayWhoMay(units: Unit[]): string[] {
  return units.flatMap((unit) =>
    handlersIn(unit.tree)
      .filter((handler) => !decoratorsOf(handler).some((name) => name === 'Allow' || name === 'Public'))
      .map((handler) => `${placeOf(handler.name, unit)} ${handler.name.getText()}`),
  );
}

/** Every POST route takes an Idempotency-Key, unless `exempt` has a reason why it needs none: `address` as in the code. */
export function creatingIsRepeatable(units: Unit[], exempt: Record<string, string>): string[] {
  return units.flatMap((unit) =>
    handlersIn(unit.tree)
      .filter((handler) => argumentOf(handler, 'Post') !== undefined && !decoratorsOf(handler).includes('Idempotent'))
      .map((handler) => ({ handler, address: addressOf(handler) }))
      .filter(({ address }) => exempt[address] === undefined)
      .map(({ handler, address }) => `${placeOf(handler.name, unit)} POST ${address}`),
  );
}

/** Methods of controllers, gateways and services whose answer holds an entity, however deep. */
export function entitiesThatLeave({ checker, files }: Program): string[] {
  const methods = [...files].flatMap(([path, file]) =>
    nodesOf(file)
      .filter(ts.isMethodDeclaration)
      .filter((method) => isPublicFace(path, method))
      .map((method) => ({ path, method })),
  );
  return methods.flatMap(({ path, method }) => {
    const signature = checker.getSignatureFromDeclaration(method);
    const entity = signature && entityIn(checker, signature.getReturnType(), new Set());
    return entity === undefined ? [] : [`${placeOf(method.name, { path })} ${method.name.getText()} answers ${entity}`];
  });
}

function handlersIn(tree: ts.Node): ts.MethodDeclaration[] {
  return nodesOf(tree)
    .filter(ts.isMethodDeclaration)
    .filter((method) => decoratorsOf(method).some((name) => ROUTES.includes(name)));
}

function decoratorsOf(node: ts.HasDecorators): string[] {
  return (ts.getDecorators(node) ?? []).map(({ expression }) =>
    (ts.isCallExpression(expression) ? expression.expression : expression).getText(),
  );
}

function addressOf(handler: ts.MethodDeclaration): string {
  const controller = ts.isClassDeclaration(handler.parent) ? argumentOf(handler.parent, 'Controller') : undefined;
  return [controller, argumentOf(handler, 'Post')].filter(Boolean).join('/');
}

/** The text that a decorator is given, empty when it is given none; undefined without such a decorator. */
function argumentOf(node: ts.HasDecorators, name: string): string | undefined {
  const call = (ts.getDecorators(node) ?? [])
    .map(({ expression }) => expression)
    .filter(ts.isCallExpression)
    .find(({ expression }) => expression.getText() === name);
  const [argument] = call?.arguments ?? [];
  return call && (argument ? argument.getText().replace(/^['"`]|['"`]$/g, '') : '');
}

function isOneCall({ body }: ts.MethodDeclaration): boolean {
  if (body === undefined) return false;
  const inside = nodesOf(body);
  const collaborators = inside.filter((node) => ts.isCallExpression(node) && /^this\.\w+\.\w+$/.test(calleeOf(node)));
  return body.statements.length <= MOST_STATEMENTS && collaborators.length <= 1 && !inside.some(decides);
}

function decides(node: ts.Node): boolean {
  return (
    ts.isIfStatement(node) ||
    ts.isIterationStatement(node, false) ||
    ts.isSwitchStatement(node) ||
    ts.isTryStatement(node)
  );
}

function calleeOf(node: ts.Node): string {
  return ts.isCallExpression(node) ? node.expression.getText() : '';
}

function isPublicFace(path: string, method: ts.MethodDeclaration): boolean {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  if (ts.getCombinedModifierFlags(method) & hidden) return false;
  const ofService = path.endsWith('.service.ts') && ts.isClassDeclaration(method.parent);
  return ofService || decoratorsOf(method).some((name) => ROUTES.includes(name));
}

/** The name of an entity within a type: itself, a type argument, a member of a union or a property. */
function entityIn(checker: ts.TypeChecker, type: ts.Type, seen: Set<ts.Type>): string | undefined {
  if (seen.has(type)) return undefined;
  seen.add(type);
  const declaration = type.getSymbol()?.declarations?.[0];
  if (declaration && ts.isClassDeclaration(declaration) && decoratorsOf(declaration).includes('Entity'))
    return declaration.name?.text;
  const isOurs = declaration === undefined || !declaration.getSourceFile().fileName.includes('/node_modules/');
  const parts = [
    ...(type.isUnionOrIntersection() ? type.types : []),
    ...checker.getTypeArguments(type as ts.TypeReference),
    ...(isOurs ? type.getProperties().map((property) => checker.getTypeOfSymbol(property)) : []),
  ];
  return parts.map((part) => entityIn(checker, part, seen)).find((name) => name !== undefined);
}
