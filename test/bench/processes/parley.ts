import 'reflect-metadata';
import { Controller, Get } from '@nestjs/common';
import { answerAsks, cpuMicroseconds } from '../support/asks';
import { built } from '../support/built';
import { PROBE_BODY } from './probe';

const { AppModule } = built<typeof import('../../../src/app.module')>('src/app.module');
const { createApplication } = built<typeof import('../../../src/app.setup')>('src/app.setup');
const { Allow } = built<typeof import('../../../src/core/access/decorators')>('src/core/access/decorators');
const { Unlimited } = built<typeof import('../../../src/core/access/limits/limited.decorator')>(
  'src/core/access/limits/limited.decorator',
);
const { Revocations } = built<typeof import('../../../src/core/access/rights/revocations')>(
  'src/core/access/rights/revocations',
);
const { Config } = built<typeof import('../../../src/core/config/config')>('src/core/config/config');
const { openApplication } = built<typeof import('../../../src/core/health/serve')>('src/core/health/serve');
const { UsersService } = built<typeof import('../../../src/modules/users/users.service')>(
  'src/modules/users/users.service',
);

@Controller('probe')
class ProbeController {
  @Get()
  @Allow('account.own')
  read(): object {
    return PROBE_BODY;
  }

  @Get('unlimited')
  @Allow('account.own')
  @Unlimited('what the limits cost is measured against it')
  readUnlimited(): object {
    return PROBE_BODY;
  }
}

/** Lets the check of revocations be left out, at the price of a comparison that both ways pay. */
function switchFor(revocations: InstanceType<typeof Revocations>): { checked: boolean } {
  const state = { checked: true };
  const check = revocations.check.bind(revocations);
  revocations.check = (principal) => {
    if (state.checked) check(principal);
  };
  return state;
}

/** The whole application as it was built, with two routes more: constant, so that only what surrounds it is measured. */
async function main(): Promise<void> {
  Reflect.defineMetadata('controllers', [ProbeController], AppModule);
  const config = Config.fromEnvironment();
  const app = await createApplication(config);
  await app.get(UsersService).ensureFirstAdmin(config.get('ADMIN_PASSWORD'));
  const url = await openApplication(app);
  const revocations = app.get(Revocations, { strict: false });
  const state = switchFor(revocations);
  answerAsks({
    address: () => ({ url }),
    cpu: cpuMicroseconds,
    check: (checked: boolean) => void (state.checked = checked),
    revocations: () => revocations['live'].size,
  });
}

void main();
