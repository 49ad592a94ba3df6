import { DroppedField, MappedField } from './transcript-adapter';

/** Counts what became of each field while an adapter walks a document. */
export class FieldTally {
  private readonly mappedFields = new Map<string, MappedField>();
  private readonly droppedFields = new Map<string, DroppedField>();

  map(from: string, to: string): void {
    const field = this.mappedFields.get(from) ?? { from, to, count: 0 };
    field.count += 1;
    this.mappedFields.set(from, field);
  }

  drop(from: string, reason: string): void {
    const field = this.droppedFields.get(from) ?? { from, reason, count: 0 };
    field.count += 1;
    this.droppedFields.set(from, field);
  }

  /** Drops every member that is not known, each under its own name. */
  dropRest(object: Record<string, unknown>, known: readonly string[], parent: string, reason: string): void {
    for (const name of Object.keys(object)) {
      if (!known.includes(name)) this.drop(parent + name, reason);
    }
  }

  get mapped(): MappedField[] {
    return [...this.mappedFields.values()];
  }

  get dropped(): DroppedField[] {
    return [...this.droppedFields.values()];
  }
}
