import { DroppedField, MappedField } from '../transcript-adapter';

/** The reason where there is no better one. */
export const NO_PLACE = 'a call has no place for it';

/** Most different fields told as dropped; names are the document's own, so there may be any number of them. */
const MOST_DROPPED = 200;
/** Most characters of a name that are told: a document may have one field of megabytes. */
const LONGEST_NAME = 200;
const OTHERS = '*';

/** Counts what became of each field while an adapter walks a document. */
export class FieldTally {
  private readonly mappedFields = new Map<string, MappedField>();
  private readonly droppedFields = new Map<string, DroppedField>();
  private otherDrops = 0;

  map(from: string, to: string): void {
    const field = this.mappedFields.get(from) ?? { from, to, count: 0 };
    field.count += 1;
    this.mappedFields.set(from, field);
  }

  drop(place: string, reason: string, count = 1): void {
    const from = place.length > LONGEST_NAME ? `${place.slice(0, LONGEST_NAME)}…`.toWellFormed() : place;
    const key = `${reason}\n${from}`;
    const known = this.droppedFields.get(key);
    if (known !== undefined) known.count += count;
    else if (this.droppedFields.size < MOST_DROPPED) this.droppedFields.set(key, { from, reason, count });
    else this.otherDrops += count;
  }

  /**
   * Drops every member that is not known, each under its own name.
   * @param reasons better reasons than `reason`, by the member's name
   */
  dropRest(
    object: Record<string, unknown>,
    known: readonly string[],
    parent: string,
    reason: string,
    reasons: Readonly<Record<string, string>> = {},
  ): void {
    for (const name of Object.keys(object)) {
      if (known.includes(name)) continue;
      this.drop(parent + name, Object.hasOwn(reasons, name) ? (reasons[name] ?? reason) : reason);
    }
  }

  get mapped(): MappedField[] {
    return [...this.mappedFields.values()];
  }

  get dropped(): DroppedField[] {
    const fields = [...this.droppedFields.values()];
    if (this.otherDrops === 0) return fields;
    return [...fields, { from: OTHERS, reason: 'more fields than are named one by one', count: this.otherDrops }];
  }
}
