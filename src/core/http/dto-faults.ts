import { defaultMetadataStorage } from 'class-transformer/cjs/storage';
import { getMetadataStorage, ValidationTypes } from 'class-validator';
import { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata';
import { mostElements } from './dto-shape';
import { PLAIN_LIST } from './plain-list';

type Class = abstract new (...args: never[]) => object;

const LIST_CHECKS = [
  ...['isArray', 'arrayNotEmpty', 'arrayMinSize', 'arrayMaxSize', 'arrayUnique', 'arrayContains'],
  PLAIN_LIST,
];
/** Design types that need no class of their own; `Object` stands for unions and enumerations. */
const PLAIN: unknown[] = [undefined, String, Number, Boolean, Date, Object, Buffer];

/**
 * Why a DTO would let unchecked input through: class-validator skips whatever has no decorator, takes an object for an
 * array and leaves the inside of untyped arrays alone. Empty when the class and all classes in it are sound.
 */
export function dtoFaults(dto: unknown, seen = new Set<unknown>()): string[] {
  if (typeof dto !== 'function' || PLAIN.includes(dto) || dto === Array || dto === Promise) {
    return [`has the type ${nameOf(dto)} where a DTO class is needed`];
  }
  if (seen.has(dto)) return [];
  seen.add(dto);
  const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', true, false);
  if (rules.length === 0) return [`takes ${dto.name}, which has no validation decorator`];
  const properties = [...new Set(rules.map(({ propertyName }) => propertyName))];
  return properties.flatMap((property) =>
    propertyFaults(
      dto as Class,
      property,
      rules.filter(({ propertyName }) => propertyName === property),
      seen,
    ),
  );
}

function propertyFaults(dto: Class, property: string, rules: ValidationMetadata[], seen: Set<unknown>): string[] {
  const type: unknown = Reflect.getMetadata('design:type', dto.prototype as object, property);
  const where = `${dto.name}.${property}`;
  const nested = rules.some((rule) => rule.type === ValidationTypes.NESTED_VALIDATION);
  const inner: unknown = defaultMetadataStorage.findTypeMetadata(dto, property)?.typeFunction?.();
  const faults: string[] = [];
  if (type === Array || rules.some(isListRule)) {
    // Its one rule checks the list, its length and its entries.
    if (rules.some(({ name }) => name === PLAIN_LIST)) return [];
    faults.push(...listFaults(where, rules, nested));
  } else if (!nested && !PLAIN.includes(type)) {
    faults.push(`${where} is an object without @ValidateNested`);
  }
  if (!nested) return faults;
  if (inner === undefined) return [...faults, `${where} has @ValidateNested without @Type`];
  return [...faults, ...dtoFaults(inner, seen)];
}

function listFaults(where: string, rules: ValidationMetadata[], nested: boolean): string[] {
  const faults: string[] = [];
  if (!rules.some(isListRule)) faults.push(`${where} is a list without @IsArray`);
  if (mostElements(rules) === Infinity) faults.push(`${where} is a list without @ArrayMaxSize`);
  if (!nested && !rules.some(({ each }) => each)) faults.push(`${where} is a list whose items are not checked`);
  return faults;
}

function isListRule({ name, each }: ValidationMetadata): boolean {
  return !each && LIST_CHECKS.includes(name ?? '');
}

function nameOf(type: unknown): string {
  return typeof type === 'function' ? type.name : 'unknown (an interface or a union)';
}
