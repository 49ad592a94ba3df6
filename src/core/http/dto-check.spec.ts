import { Controller, Get } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { DtoCheck } from './dto-check';

@Controller()
class Accounts {
  @Get()
  me(caller: object): object {
    return caller;
  }
}

/** Checks one controller whose only parameter Nest would have registered under the key. */
function check(key: string): void {
  Reflect.defineMetadata(ROUTE_ARGS_METADATA, { [key]: { index: 0 } }, Accounts, 'me');
  Reflect.defineMetadata('design:paramtypes', [Object], Accounts.prototype, 'me');
  const discovery = { getControllers: () => [{ metatype: Accounts }], getProviders: () => [] };
  new DtoCheck(
    discovery as unknown as DiscoveryService,
    new MetadataScanner(),
    new Reflector(),
  ).onApplicationBootstrap();
}

describe('the check of inputs at the start', () => {
  it('refuses a body without a DTO class', () => {
    expect(() => check('3:0')).toThrow('Unchecked input: Accounts.me has the type Object where a DTO class is needed.');
  });

  it.each(['3k9fX__customRouteArgs__:0', '4__customRouteArgs__:0', 'abc__customRouteArgs__:0'])(
    'lets a parameter of a custom decorator be, whatever random name Nest gave it: %s',
    (key) => {
      expect(() => check(key)).not.toThrow();
    },
  );
});
