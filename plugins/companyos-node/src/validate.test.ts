import { z } from 'zod/v4';
import { validate } from './validate';

const schema = z.object({
  name: z.string().max(3),
  at: z.object({ day: z.number() }),
});

it('returns what fits', () => {
  const value = { name: 'abc', at: { day: 1 } };
  expect(validate(schema, value, 'Body')).toEqual(value);
});

it('names every field that does not fit', () => {
  expect(() => validate(schema, { name: 'abcd', at: {} }, 'Body')).toThrow(
    /^Body is not valid: name: .*; at\.day: /,
  );
  expect(() => validate(schema, undefined, 'Body')).toThrow(/\(whole\)/);
});
