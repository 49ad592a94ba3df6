import { RightsModule } from '../../core/access/rights/rights.module';
import { CommandError, runCommand, withDatabase } from '../../core/database/shell-command';
import { CredentialsService } from './credentials.service';
import { UsersModule } from './users.module';

/** Sets a new password for a user and ends his sessions, also while Parley runs: `bin/reset-password NAME`. */
function resetPassword(username: string | undefined): Promise<void> {
  return runCommand('The password was not changed', async (config) => {
    if (username === undefined) throw new CommandError('Name the user: bin/reset-password admin');
    const password = await withDatabase(config, [RightsModule, UsersModule], (context) =>
      context.get(CredentialsService).reset(username),
    );
    return `The new password of ${username} is: ${password}`;
  });
}

void resetPassword(process.argv[2]);
