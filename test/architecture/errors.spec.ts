import ts from 'typescript';
import { houseRule } from './support/house-rule';
import { nodesOf, placeOf, productUnits, Unit } from './support/sources';

/** Codes without a group: what any answer can say, and the handshake's `busy`. */
const PLAIN = ['internal', 'unavailable', 'busy'];

function declarations(units: Unit[]): { code: string; place: string }[] {
  return units.flatMap((unit) =>
    nodesOf(unit.tree)
      .filter(ts.isCallExpression)
      .filter(({ expression }) => expression.getText() === 'defineError')
      .map((call) => ({ code: codeOf(call.arguments[0]), place: placeOf(call, unit) })),
  );
}

function codeOf(definition: ts.Node | undefined): string {
  const properties = definition && ts.isObjectLiteralExpression(definition) ? [...definition.properties] : [];
  const code = properties.filter(ts.isPropertyAssignment).find(({ name }) => name.getText() === 'code')?.initializer;
  return code && ts.isStringLiteral(code) ? code.text : '(computed)';
}

houseRule(
  'the code of an error is a dotted word, declared once',
  (units) => {
    const all = declarations(units);
    return all
      .filter(({ code }) => {
        const isSound = /^[a-z]+(?:_[a-z]+)*\.[a-z]+(?:_[a-z]+)*$/.test(code) || PLAIN.includes(code);
        return !isSound || all.filter((other) => other.code === code).length > 1;
      })
      .map(({ code, place }) => `${place} ${code}`);
  },
  productUnits,
  { 'src/a.ts': `defineError({ code: 'notfound', status: 404 })` },
  { 'src/a.ts': `defineError({ code: \`a.\${b}\`, status: 404 })` },
  { 'src/a.ts': `defineError({ code: 'a.b' })`, 'src/b.ts': `defineError({ code: 'a.b' })` },
);

houseRule(
  'errors are declared, not made up on the spot',
  (units) =>
    units.flatMap((unit) =>
      nodesOf(unit.tree)
        .filter(ts.isNewExpression)
        .filter(({ expression }) => /^(\w*HttpException|\w+Exception|WsException)$/.test(expression.getText()))
        .map((node) => placeOf(node, unit)),
    ),
  productUnits,
  { 'src/a.ts': `throw new BadRequestException('a');` },
);
