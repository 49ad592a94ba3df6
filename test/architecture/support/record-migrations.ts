import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANDED_FILE, landedMigrations, migrationDigests } from './migrations';
import { ROOT } from './sources';

// Only new migrations are recorded: one that has landed keeps the digest it landed with.
const recorded = { ...migrationDigests(), ...landedMigrations() };
writeFileSync(join(ROOT, LANDED_FILE), `${JSON.stringify(recorded, null, 2)}\n`);
