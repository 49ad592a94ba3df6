import { Body, Controller, Get, Post, Query, Type as Class } from '@nestjs/common';
import { SubscribeMessage, MessageBody, WebSocketGateway } from '@nestjs/websockets';
import { Type } from 'class-transformer';
import { Allow, ArrayMaxSize, IsArray, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { FreeDocument } from '../../../src/core/http/body.decorators';
import { PlainList } from '../../../src/core/http/plain-list';
import { startSample } from './sample-app';

class Inner {
  @IsInt() at!: number;
}

class Sound {
  @IsString() name!: string;

  @IsArray() @ArrayMaxSize(5) @IsString({ each: true }) tags!: string[];

  @PlainList(5, () => undefined) plain!: Inner[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(5)
  @ValidateNested({ each: true })
  @Type(() => Inner)
  inner?: Inner[];

  @ValidateNested()
  @Type(() => Sound)
  parent?: Sound;
}

class Bare {
  name!: string;
}

class Unnested {
  @Allow() inner!: Inner;
}

class UncheckedItems {
  @IsArray() inner!: Inner[];
}

class Endless {
  @IsArray() @IsString({ each: true }) tags!: string[];
}

class NotAList {
  @ValidateNested({ each: true })
  @Type(() => Inner)
  inner!: Inner[];
}

class Untyped {
  @ValidateNested() inner!: Inner;
}

class DeepBare {
  @ValidateNested()
  @Type(() => Bare)
  inner!: Bare;
}

/** Decorators of a parameter are known to the compiler only, so each case is a class of its own. */
@Controller('a')
class TakesSound {
  @Post() run(@Body() _body: Sound, @Query() _query: Inner) {}
}
@Controller('a')
class TakesFree {
  @Post() @FreeDocument('a foreign shape') run(@Body() _body: unknown) {}
}
@Controller('a')
class TakesBare {
  @Post() run(@Body() _body: Bare) {}
}
@Controller('a')
class TakesList {
  @Post() run(@Body() _body: Sound[]) {}
}
@Controller('a')
class TakesPartial {
  @Post() run(@Body() _body: Partial<Sound>) {}
}
@Controller('a')
class TakesWord {
  @Get() run(@Query('word') _word: string) {}
}
@Controller('a')
class TakesUnnested {
  @Post() run(@Body() _body: Unnested) {}
}
@Controller('a')
class TakesUncheckedItems {
  @Post() run(@Body() _body: UncheckedItems) {}
}
@Controller('a')
class TakesEndless {
  @Post() run(@Body() _body: Endless) {}
}
@Controller('a')
class TakesNotAList {
  @Post() run(@Body() _body: NotAList) {}
}
@Controller('a')
class TakesUntyped {
  @Post() run(@Body() _body: Untyped) {}
}
@Controller('a')
class TakesDeepBare {
  @Post() run(@Body() _body: DeepBare) {}
}
@WebSocketGateway()
class Gateway {
  @SubscribeMessage('say') say(@MessageBody() _body: Bare) {}
}

it.each([[TakesSound], [TakesFree]])('starts with %p', async (controller: Class<unknown>) => {
  const { server } = await startSample({ controllers: [controller] });
  expect(server.listening).toBe(true);
});

it.each<[Class<unknown>, string]>([
  [TakesBare, 'TakesBare.run takes Bare, which has no validation decorator'],
  [TakesList, 'TakesList.run has the type Array where a DTO class is needed'],
  [TakesPartial, 'TakesPartial.run has the type Object where a DTO class is needed'],
  [TakesWord, 'TakesWord.run has the type String where a DTO class is needed'],
  [TakesUnnested, 'Unnested.inner is an object without @ValidateNested'],
  [TakesUncheckedItems, 'UncheckedItems.inner is a list whose items are not checked'],
  [TakesEndless, 'Endless.tags is a list without @ArrayMaxSize'],
  [TakesNotAList, 'NotAList.inner is a list without @IsArray'],
  [TakesUntyped, 'Untyped.inner has @ValidateNested without @Type'],
  [TakesDeepBare, 'TakesDeepBare.run takes Bare, which has no validation decorator'],
])('refuses to start with %p', async (controller, fault) => {
  await expect(startSample({ controllers: [controller] })).rejects.toThrow(fault);
});

it('refuses to start with a gateway that takes an unchecked message', async () => {
  await expect(startSample({ controllers: [], providers: [Gateway] })).rejects.toThrow(
    'Gateway.say takes Bare, which has no validation decorator',
  );
});
