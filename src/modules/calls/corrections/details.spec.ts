import { planDetails, refuseNothing } from './details';

const present = { tags: ['a', 'b'], customer: 'Ann', metadata: { queue: 'sales', more: [1, { x: null }] } };

describe('planning details', () => {
  it('tells what changes, from what, to what, and keeps the rest', () => {
    expect(planDetails(present, { tags: ['b'], customer: 'Ann' })).toEqual({
      fields: ['tags'],
      before: { tags: ['a', 'b'] },
      after: { ...present, tags: ['b'] },
    });
  });

  it('takes null for a customer who is none, and what is left out for unchanged', () => {
    expect(planDetails(present, { customer: null })).toMatchObject({
      before: { customer: 'Ann' },
      after: { customer: null },
    });
    expect(planDetails({ ...present, customer: null }, { customer: null })).toBeUndefined();
    expect(planDetails(present, { customer: undefined, tags: undefined })).toBeUndefined();
  });

  it('sees the order of tags, and no order of the names in metadata', () => {
    expect(planDetails(present, { tags: ['b', 'a'] })?.fields).toEqual(['tags']);
    expect(planDetails(present, { metadata: { more: [1, { x: null }], queue: 'sales' } })).toBeUndefined();
    expect(planDetails(present, { metadata: { queue: 'sales' } })?.fields).toEqual(['metadata']);
  });

  it('compares metadata as JSON keeps it', () => {
    const stored = { ...present, metadata: { n: 0, big: 12345678901234567000 } };
    const given = Object.assign(Object.create(null) as Record<string, unknown>, { n: -0, big: 1.2345678901234567e19 });
    expect(planDetails(stored, { metadata: given })).toBeUndefined();
  });

  it('must be of something', () => {
    expect(() => refuseNothing({})).toThrow('tags must be given');
    expect(() => refuseNothing({ tags: undefined })).toThrow('tags must be given');
    expect(() => refuseNothing({ customer: null })).not.toThrow();
  });
});
