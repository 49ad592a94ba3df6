import { Module } from '@nestjs/common';
import { AccountsRepository } from './accounts.repository';
import { UserAdministrationService } from './user-administration.service';
import { UsersController } from './users.controller';
import { UsersModule } from './users.module';

/** Apart from the users themselves, which commands need as well. */
@Module({
  imports: [UsersModule],
  controllers: [UsersController],
  providers: [UserAdministrationService, AccountsRepository],
})
export class UserAdministrationModule {}
