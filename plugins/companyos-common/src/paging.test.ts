import { z } from 'zod/v4';
import { decodeCursor, encodeCursor, pageQuerySchema } from './paging';

const shape = z.object({ at: z.number(), name: z.string() });

describe('cursors', () => {
  it('come back as they went in, whatever the alphabet', () => {
    const key = { at: 1_700_000_000_000, name: 'Grüße/日本+?' };
    const cursor = encodeCursor(key);
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(decodeCursor(cursor, shape)).toEqual(key);
  });

  it.each([
    ['not base64', '%%%'],
    ['not JSON', 'AAAA'],
    ['another list', encodeCursor({ other: 1 })],
  ])('that are %s are refused by the name of the parameter', (_, cursor) => {
    expect(() => decodeCursor(cursor, shape)).toThrow(/'cursor'/);
  });
});

describe('page query', () => {
  it('has a default and bounds', () => {
    expect(pageQuerySchema.parse({})).toEqual({ limit: 50 });
    expect(pageQuerySchema.safeParse({ limit: '0' }).success).toBe(false);
    expect(pageQuerySchema.safeParse({ limit: '501' }).success).toBe(false);
    expect(pageQuerySchema.safeParse({ limit: 'many' }).success).toBe(false);
  });
});
