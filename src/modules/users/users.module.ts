import { Module } from '@nestjs/common';
import { CredentialsRepository } from './credentials.repository';
import { CredentialsService } from './credentials.service';
import { PasswordHasher } from './password-hasher';
import { ProfileController } from './profile/profile.controller';
import { ProfileRepository } from './profile/profile.repository';
import { ProfileService } from './profile/profile.service';
import { UsersRepository } from './users.repository';
import { UsersService } from './users.service';

@Module({
  controllers: [ProfileController],
  providers: [
    UsersService,
    UsersRepository,
    CredentialsService,
    CredentialsRepository,
    ProfileService,
    ProfileRepository,
    PasswordHasher,
  ],
  exports: [UsersService, CredentialsService, PasswordHasher],
})
export class UsersModule {}
