/** What answers at the root of the server. */
export class RootDto {
  /** @example parley */
  name!: string;
  /** @example 0.1.0 */
  version!: string;
  /** Where to go from here, by name. */
  links!: Record<string, string>;
}
