import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, Caller, SessionOnly } from '../../../core/access/decorators';
import { Principal } from '../../../core/access/principal';
import { Operation } from '../../../core/http/operation.decorator';
import { ProfileDto, UpdateProfileDto } from './dto/profile.dto';
import { ProfileService } from './profile.service';

@ApiTags('auth')
@Controller('auth/profile')
export class ProfileController {
  constructor(private readonly profiles: ProfileService) {}

  @Get()
  @Allow('account.own')
  @Operation({
    summary: 'Read the own profile',
    description: 'How the caller wants to be called and shown things.',
    ok: ProfileDto,
    errors: [],
  })
  get(@Caller() caller: Principal): Promise<ProfileDto> {
    return this.profiles.get(caller);
  }

  @Put()
  @Allow('account.own')
  @SessionOnly()
  @Operation({
    summary: 'Change the own profile',
    description:
      'Sets the fields that are given; null clears one, and what is left out stays. `preferences` replaces all that was kept.',
    ok: ProfileDto,
    errors: [],
  })
  update(@Caller() caller: Principal, @Body() body: UpdateProfileDto): Promise<ProfileDto> {
    return this.profiles.update(caller, body);
  }
}
