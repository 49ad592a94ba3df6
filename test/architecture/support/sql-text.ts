import ts from 'typescript';
import { nodesOf } from './sources';

/** Functions of pg that quote what they are given. */
const QUOTING = ['escapeIdentifier', 'escapeLiteral'];

/**
 * Tells whether a text is put together from the program's own words alone: literals, constants, numbers, quoted parts,
 * and functions and parameters that, in their turn, are only ever given such. What it cannot follow counts as foreign.
 */
export class OwnWords {
  private readonly following = new Set<ts.Node>();

  constructor(private readonly checker: ts.TypeChecker) {}

  isOwn(node: ts.Expression): boolean {
    if (ts.isStringLiteralLike(node) || this.isNumeric(node)) return true;
    if (ts.isTemplateExpression(node)) return node.templateSpans.every(({ expression }) => this.isOwn(expression));
    if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
      return this.isOwn(node.expression);
    if (ts.isAwaitExpression(node) || ts.isSpreadElement(node)) return this.isOwn(node.expression);
    if (ts.isConditionalExpression(node)) return this.isOwn(node.whenTrue) && this.isOwn(node.whenFalse);
    if (ts.isBinaryExpression(node)) return this.isOwn(node.left) && this.isOwn(node.right);
    if (ts.isArrayLiteralExpression(node)) return node.elements.every((element) => this.isOwn(element));
    if (ts.isObjectLiteralExpression(node)) return node.properties.every((property) => this.isOwnProperty(property));
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return this.answersOwn(node);
    if (ts.isCallExpression(node)) return this.isOwnCall(node);
    if (ts.isElementAccessExpression(node)) return this.isOwn(node.expression);
    if (ts.isPropertyAccessExpression(node)) return this.isOwn(node.expression) || this.isOwnSymbol(node.name);
    return ts.isIdentifier(node) && this.isOwnSymbol(node);
  }

  private isNumeric(node: ts.Expression): boolean {
    const { flags } = this.checker.getTypeAtLocation(node);
    return (flags & (ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.Undefined)) !== 0;
  }

  private isOwnProperty(property: ts.ObjectLiteralElementLike): boolean {
    if (ts.isShorthandPropertyAssignment(property))
      return this.isOwnValue(this.checker.getShorthandAssignmentValueSymbol(property));
    return ts.isPropertyAssignment(property) && this.isOwn(property.initializer);
  }

  private isOwnCall(call: ts.CallExpression): boolean {
    const { expression } = call;
    const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : '';
    if (QUOTING.includes(name)) return true;
    if (ts.isPropertyAccessExpression(expression)) {
      if (['join', 'filter', 'concat', 'trim', 'slice'].includes(name))
        return [expression.expression, ...(name === 'filter' ? [] : call.arguments)].every((part) => this.isOwn(part));
      if (['map', 'flatMap'].includes(name)) return call.arguments.every((part) => this.isOwn(part));
    }
    const declaration = this.checker.getResolvedSignature(call)?.declaration;
    return declaration !== undefined && ts.isFunctionLike(declaration) && this.answersOwn(declaration);
  }

  /** Whether a function answers own words only. */
  private answersOwn(declaration: ts.SignatureDeclaration | ts.JSDocSignature): boolean {
    const body = 'body' in declaration ? declaration.body : undefined;
    if (body === undefined) return false;
    if (!ts.isBlock(body)) return this.isOwn(body);
    const answers = nodesOf(body).filter(ts.isReturnStatement);
    return answers.every(({ expression }) => expression !== undefined && this.isOwn(expression));
  }

  private isOwnSymbol(name: ts.Identifier | ts.MemberName): boolean {
    const symbol = this.checker.getSymbolAtLocation(name);
    const isImported = symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    return this.isOwnValue(isImported ? this.checker.getAliasedSymbol(symbol) : symbol);
  }

  private isOwnValue(symbol: ts.Symbol | undefined): boolean {
    const declaration = symbol?.valueDeclaration;
    if (symbol === undefined || declaration === undefined) return false;
    if (this.following.has(declaration)) return true;
    this.following.add(declaration);
    const own = this.isOwnDeclaration(declaration) && this.additionsTo(symbol, declaration).every((e) => this.isOwn(e));
    this.following.delete(declaration);
    return own;
  }

  private isOwnDeclaration(declaration: ts.Declaration): boolean {
    if (ts.isVariableDeclaration(declaration)) {
      const loop = declaration.parent.parent;
      if (ts.isForOfStatement(loop)) return this.isOwn(loop.expression);
      return declaration.initializer !== undefined && this.isOwn(declaration.initializer);
    }
    if (ts.isPropertyDeclaration(declaration) || ts.isPropertyAssignment(declaration))
      return declaration.initializer !== undefined && this.isOwn(declaration.initializer);
    return ts.isParameter(declaration) && this.isAlwaysGivenOwn(declaration);
  }

  /** What is assigned or pushed to a variable later on, anywhere in its file. */
  private additionsTo(symbol: ts.Symbol, declaration: ts.Declaration): ts.Expression[] {
    const isIt = (node: ts.Node) => this.checker.getSymbolAtLocation(node) === symbol;
    return nodesOf(declaration.getSourceFile()).flatMap((node) => {
      if (ts.isBinaryExpression(node) && isAssignment(node) && isIt(node.left)) return [node.right];
      if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
      const adds = ['push', 'unshift'].includes(node.expression.name.text) && isIt(node.expression.expression);
      return adds ? [...node.arguments] : [];
    });
  }

  /** An arrow function that stands where a list of own words is mapped. */
  private isGivenElementsOfOwn(owner: ts.Node): boolean {
    const call = owner.parent;
    if (!ts.isArrowFunction(owner) || !ts.isCallExpression(call) || call.arguments[0] !== owner) return false;
    const { expression: mapped } = call;
    if (!ts.isPropertyAccessExpression(mapped)) return false;
    return ['map', 'flatMap'].includes(mapped.name.text) && this.isOwn(mapped.expression);
  }

  /** A parameter of a function that only its own file can call, which always gives it own words. */
  private isAlwaysGivenOwn(parameter: ts.ParameterDeclaration): boolean {
    const owner = parameter.parent;
    if (this.isGivenElementsOfOwn(owner)) return owner.parameters[0] === parameter;
    const isPrivate = (ts.getCombinedModifierFlags(owner) & ts.ModifierFlags.Private) !== 0;
    const isLocal = ts.isFunctionDeclaration(owner) && !(ts.getCombinedModifierFlags(owner) & ts.ModifierFlags.Export);
    if (!isPrivate && !isLocal) return false;
    const index = owner.parameters.indexOf(parameter);
    const calls = nodesOf(parameter.getSourceFile()).filter(ts.isCallExpression);
    return calls
      .filter((call) => this.checker.getResolvedSignature(call)?.declaration === owner)
      .every((call) => {
        const given = call.arguments[index] ?? parameter.initializer;
        return given === undefined ? parameter.questionToken !== undefined : this.isOwn(given);
      });
  }
}

function isAssignment({ operatorToken }: ts.BinaryExpression): boolean {
  return [ts.SyntaxKind.EqualsToken, ts.SyntaxKind.PlusEqualsToken].includes(operatorToken.kind);
}
