/** A small document of one format that imports as it stands, for the documentation. */
export interface ImportExample {
  summary: string;
  /** Content types to show it under. */
  mediaTypes: readonly string[];
  /** Text for a text type, else what the JSON says. */
  value: unknown;
}
