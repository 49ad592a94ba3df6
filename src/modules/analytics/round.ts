/** To so many decimals; halves away from zero, as metrics are rounded. */
export function round(value: number, decimals: number): number {
  const power = 10 ** decimals;
  return (Math.sign(value) * Math.round(Math.abs(value) * power)) / power + 0;
}
