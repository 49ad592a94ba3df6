import { Module } from '@nestjs/common';
import { CommandError, runCommand, withDatabase } from '../../database/shell-command';
import { RightsModule } from '../rights/rights.module';
import { Rotation, SigningKeyRotation } from './signing-key-rotation';
import { SigningKeysRepository } from './signing-keys.repository';

const CONFIGURED =
  'JWT_SECRET is set, so no key of the database signs: keep its value as JWT_SECRET_PREVIOUS, set a new JWT_SECRET and restart.';
const PENDING = 'The last rotation has made a key that does not sign yet: rotate again in a minute.';
const KEYLESS = 'There is no signing key in this database: Parley makes the first when it starts without JWT_SECRET.';

@Module({ imports: [RightsModule], providers: [SigningKeysRepository, SigningKeyRotation] })
class RotateSigningKeyModule {}

/** Rotates the signing key that is kept in the database, also while Parley runs: `bin/rotate-signing-key`. */
function rotateSigningKey(): Promise<void> {
  return runCommand('The signing key was not rotated', async (config) => {
    if (config.get('JWT_SECRET') !== undefined) throw new CommandError(CONFIGURED);
    return sentence(
      await withDatabase(config, [RotateSigningKeyModule], (context) => context.get(SigningKeyRotation).rotate()),
    );
  });
}

function sentence(rotation: Rotation): string {
  if (rotation.outcome === 'pending') throw new CommandError(PENDING);
  if (rotation.outcome === 'keyless') throw new CommandError(KEYLESS);
  const [from, until] = [rotation.signsFrom.toISOString(), rotation.previousUntil.toISOString()];
  return `The new key signs from ${from} on; tokens of the old one are accepted until ${until}.`;
}

void rotateSigningKey();
