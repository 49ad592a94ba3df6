import { TransformationType } from 'class-transformer';
import { TransformMetadata } from 'class-transformer/types/interfaces';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage';
import { ARRAY_MAX_SIZE, getMetadataStorage } from 'class-validator';
import { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata';
import { PLAIN_LIST } from './plain-list';

export type DtoClass = new () => object;

/** What the decorators of one field say of the values it holds. */
export interface FieldShape {
  /** Most elements, where it is a list. */
  max: number;
  /** Class of the objects in it. */
  inner?: DtoClass;
  transforms: TransformMetadata[];
}

const shapes = new WeakMap<DtoClass, ReadonlyMap<string, FieldShape>>();

/** The fields of a DTO class, by name; worked out once per class. */
export function shapeOf(type: DtoClass): ReadonlyMap<string, FieldShape> {
  const known = shapes.get(type);
  if (known !== undefined) return known;
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', true, false);
  const names = [...new Set(rules.map(({ propertyName }) => propertyName))];
  const shape = new Map(names.map((name) => [name, fieldShape(type, name, rules)]));
  shapes.set(type, shape);
  return shape;
}

function fieldShape(type: DtoClass, name: string, rules: ValidationMetadata[]): FieldShape {
  return {
    max: mostElements(rules.filter(({ propertyName }) => propertyName === name)),
    inner: defaultMetadataStorage.findTypeMetadata(type, name)?.typeFunction?.() as DtoClass | undefined,
    transforms: defaultMetadataStorage.findTransformMetadatas(type, name, TransformationType.PLAIN_TO_CLASS),
  };
}

/** The least of the caps among the rules of a field; infinite without one. */
export function mostElements(rules: ValidationMetadata[]): number {
  const caps = rules
    .filter(({ name, each }) => !each && (name === ARRAY_MAX_SIZE || name === PLAIN_LIST))
    .map(({ constraints }) => Number(constraints?.[0]));
  return Math.min(Infinity, ...caps);
}
