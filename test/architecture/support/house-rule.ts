import { toUnit, Unit } from './sources';

/** Finds what breaks a rule: one line per place. */
export type Rule = (units: Unit[]) => string[];

/** Files that break a rule, by path, to see that it is seen. */
export type Planted = Record<string, string>;

/** Tests that the sources keep a rule, and that each planted fault breaks it. */
export function houseRule(name: string, rule: Rule, sources: () => Unit[], ...planted: Planted[]): void {
  describe(name, () => {
    it('is kept', () => {
      expect(rule(sources())).toEqual([]);
    });

    it.each(planted)('is seen to be broken by fault %#', (files) => {
      const units = Object.entries(files).map(([path, text]) => toUnit(path, text));
      expect(rule(units)).not.toEqual([]);
    });
  });
}
