import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module';
import { AuthController } from './auth.controller';
import { AuthService } from './auth.service';
import { LoginService } from './sessions/login.service';
import { RefreshService } from './sessions/refresh.service';
import { SessionsController } from './sessions/sessions.controller';
import { SessionsService } from './sessions/sessions.service';

@Module({
  imports: [UsersModule],
  controllers: [AuthController, SessionsController],
  providers: [AuthService, LoginService, RefreshService, SessionsService],
})
export class AuthModule {}
