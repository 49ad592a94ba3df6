import * as rules from './support/import-rules';
import { houseRule } from './support/house-rule';
import { productUnits, unitsIn } from './support/sources';

houseRule('core imports no feature', rules.coreKnowsNoFeature, productUnits, {
  'src/core/http/planted.ts': `import { CallsService } from '../../modules/calls/calls.service';`,
});

houseRule(
  'a feature imports only services, events and modules of another',
  rules.featuresMeetAtTheirServices,
  productUnits,
  { 'src/modules/auth/planted.ts': `import { User } from '../users/entities/user.entity';` },
  { 'src/modules/auth/planted.ts': `import { UsersRepository } from '../users/users.repository';` },
  { 'src/modules/auth/planted.ts': `const { UsersModule } = await import('../users/users.module');` },
  { 'src/main.ts': `import { CallDto } from './modules/calls/dto/call.dto';` },
);

houseRule(
  'a feature uses only those it is known to use',
  rules.featuresUseOnlyKnownOnes,
  productUnits,
  { 'src/modules/users/planted.ts': `import { CallsService } from '../calls/calls.service';` },
  { 'src/modules/metrics/planted.ts': `import { CallsService } from '../calls/calls.service';` },
);

houseRule(
  'no imports run in a circle',
  rules.nothingIsCyclic,
  productUnits,
  { 'src/a.ts': `import './b';`, 'src/b.ts': `export * from './c';`, 'src/c.ts': `type A = import('./a').A;` },
  { 'src/a.ts': `import './a';` },
);

houseRule('nothing is a forwardRef', rules.nothingIsForwarded, productUnits, {
  'src/modules/auth/planted.ts': `@Inject(forwardRef(() => UsersService)) class A {}`,
});

houseRule(
  'nothing is a barrel',
  rules.nothingIsABarrel,
  productUnits,
  { 'src/modules/auth/index.ts': `export const a = 1;` },
  { 'src/modules/auth/all.ts': `export * from './auth.service'; export { A } from './a';` },
);

houseRule(
  'migrations stand alone, and the product needs neither them nor its tests',
  rules.migrationsStandAlone,
  () => [...productUnits(), ...unitsIn('migrations')],
  { 'migrations/1-planted.ts': `import { roles } from '../src/core/access/permissions';` },
  { 'src/planted.ts': `import { waitFor } from '../test/support/wait-for';` },
);

test('the known uses of features by each other run in no circle', () => {
  const reach = (feature: string, way: string[] = []): string[] =>
    way.includes(feature)
      ? [[...way, feature].join(' -> ')]
      : (rules.ALLOWED_EDGES[feature] ?? []).flatMap((next) => reach(next, [...way, feature]));
  expect(Object.keys(rules.ALLOWED_EDGES).flatMap((feature) => reach(feature))).toEqual([]);
});
