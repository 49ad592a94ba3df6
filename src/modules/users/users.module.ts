import { Module } from '@nestjs/common';
import { CredentialsRepository } from './credentials.repository';
import { CredentialsService } from './credentials.service';
import { PasswordHasher } from './password-hasher';
import { UsersRepository } from './users.repository';
import { UsersService } from './users.service';

@Module({
  providers: [UsersService, UsersRepository, CredentialsService, CredentialsRepository, PasswordHasher],
  exports: [UsersService, CredentialsService, PasswordHasher],
})
export class UsersModule {}
