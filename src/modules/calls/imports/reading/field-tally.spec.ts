import { FieldTally } from './field-tally';

it('names the first 200 fields that are dropped and counts the others together', () => {
  const tally = new FieldTally();
  for (let round = 0; round < 2; round += 1) {
    for (let index = 0; index < 250; index += 1) tally.drop(`f${index}`, 'no place');
  }
  expect(tally.dropped).toHaveLength(201);
  expect(tally.dropped[199]).toEqual({ from: 'f199', reason: 'no place', count: 2 });
  expect(tally.dropped[200]).toEqual({ from: '*', reason: 'more fields than are named one by one', count: 100 });
});

it('cuts a name of megabytes', () => {
  const tally = new FieldTally();
  tally.drop(`${'x'.repeat(199)}\ud83d\ude00${'x'.repeat(1_000_000)}`, 'no place');
  expect(tally.dropped[0]?.from).toBe(`${'x'.repeat(199)}\ufffd…`);
});

it('tells one field twice that was dropped for two reasons', () => {
  const tally = new FieldTally();
  for (const reason of ['silence', 'a sound', 'silence']) tally.drop('*', reason);
  expect(tally.dropped).toEqual([
    { from: '*', reason: 'silence', count: 2 },
    { from: '*', reason: 'a sound', count: 1 },
  ]);
});
