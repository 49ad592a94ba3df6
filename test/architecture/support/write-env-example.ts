import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderEnvExample } from '../../../src/core/config/env-example';
import { ROOT } from './sources';

writeFileSync(join(ROOT, '.env.example'), renderEnvExample());
