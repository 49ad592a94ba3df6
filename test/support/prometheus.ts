/** Values of `parley_analytics` of a window, by metric id. */
export async function analyticsGauges(url: string, token: string, window: string): Promise<Record<string, number>> {
  const answer = await fetch(`${url}/metrics`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(10_000),
  });
  const page = await answer.text();
  if (answer.status !== 200) throw new Error(`Expected 200, got ${answer.status}: ${page}`);
  const told: Record<string, number> = {};
  for (const [, metric, of, value] of page.matchAll(/^parley_analytics\{metric="([^"]+)",window="([^"]+)"\} (\S+)$/gm))
    if (metric !== undefined && of === window) told[metric] = Number(value);
  return told;
}
