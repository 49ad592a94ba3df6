import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsOptional, ValidateNested } from 'class-validator';
import { QueryInteger } from './query-fields';
import { checkInput, InputPipe } from './validation';

class Part {
  @IsInt() at!: number;

  @IsOptional() @IsArray() @ArrayMaxSize(2) @IsInt({ each: true }) marks?: number[];
}

class Whole {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(3)
  @ValidateNested({ each: true })
  @Type(() => Part)
  parts?: Part[];

  @IsOptional()
  @ValidateNested()
  @Type(() => Part)
  one?: Part;

  @QueryInteger({ min: 1, max: 9, default: 5, description: 'A number.' }) limit = 5;

  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value))
  @IsIn(['a'])
  letter?: string;
}

class Wider extends Whole {
  @IsInt() more!: number;
}

const faults = async (type: new () => object, value: unknown): Promise<unknown> => {
  const thrown: unknown = await checkInput(type, value).catch((error: unknown) => error);
  return (thrown as { errors?: unknown }).errors;
};

/** Parsed JSON of many elements, none of which may be looked at. */
function untouchable(length: number): unknown[] {
  const get = (): never => {
    throw new Error('an element was looked at');
  };
  return Object.defineProperty(Array(length).fill(1), 0, { get, enumerable: true }) as unknown[];
}

it('makes instances of the class and of those in it, with defaults and transformations', async () => {
  const whole = await checkInput(Wider, { parts: [{ at: 1 }], one: { at: 2 }, more: 3, letter: 'A' });
  expect(whole).toEqual({ parts: [{ at: 1 }], one: { at: 2 }, more: 3, letter: 'a', limit: 5 });
  expect([whole, whole.parts?.[0], whole.one].map((value) => value?.constructor)).toEqual([Wider, Part, Part]);
  expect((await checkInput(Whole, { limit: '7' })).limit).toBe(7);
});

it.each([
  ['parts', 3, { parts: untouchable(4) }],
  ['one.marks', 2, { one: { at: 1, marks: untouchable(3) } }],
  ['parts.1.marks', 2, { parts: [{ at: 1 }, { at: 1, marks: untouchable(3) }] }],
])('refuses a list that is too long, %s, without a look at its elements', async (field, max, value) => {
  const expected = [{ field, message: `must contain no more than ${max} elements` }];
  expect(await faults(Whole, value)).toEqual(expected);
  const piped = new InputPipe().transform({ ...value, more: 1 }, { type: 'body', metatype: Wider });
  await expect(piped).rejects.toMatchObject({ errors: expected });
});

it.each([
  [{ parts: [[]] }, 'parts'],
  [{ parts: [{ at: 1 }, [{ at: 1 }]] }, 'parts'],
  [{ parts: [1] }, 'parts.0'],
  [{ parts: { at: 1 } }, 'parts'],
  [{ one: [] }, 'one'],
  [{ one: [{ at: 1 }] }, 'one'],
  [{ one: 'x' }, 'one'],
  [{ one: { at: 1, y: 2 } }, 'one.y'],
  [{ toString: 1 }, 'toString'],
  [{ hasOwnProperty: 1 }, 'hasOwnProperty'],
  [JSON.parse('{"__proto__":{"limit":1}}'), '__proto__'],
  [JSON.parse('{"one":{"at":1,"constructor":1}}'), 'one.constructor'],
  [[], ''],
  [null, ''],
  ['text', ''],
])('refuses %j', async (value, field) => {
  expect(await faults(Whole, value)).toEqual([{ field, message: expect.any(String) as unknown }]);
});

it('tells the first hundred of very many unknown fields, cheaply', async () => {
  const many = Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`k${index}`, 1]));
  const before = process.cpuUsage();
  expect(await faults(Whole, { one: many })).toHaveLength(100);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(2_000);
});
