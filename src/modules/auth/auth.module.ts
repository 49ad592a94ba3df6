import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module';
import { AdminCookieController } from './admin-cookie/admin-cookie.controller';
import { ApiKeysController } from './api-keys/api-keys.controller';
import { ApiKeysRepository } from './api-keys/api-keys.repository';
import { ApiKeysService } from './api-keys/api-keys.service';
import { AuthController } from './auth.controller';
import { AuthService } from './auth.service';
import { LoginService } from './sessions/login.service';
import { RefreshService } from './sessions/refresh.service';
import { SessionsController } from './sessions/sessions.controller';
import { SessionsService } from './sessions/sessions.service';

@Module({
  imports: [UsersModule],
  controllers: [AuthController, SessionsController, ApiKeysController, AdminCookieController],
  providers: [AuthService, LoginService, RefreshService, SessionsService, ApiKeysService, ApiKeysRepository],
})
export class AuthModule {}
