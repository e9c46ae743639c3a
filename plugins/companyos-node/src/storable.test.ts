import { storableJson, storableText } from './storable';

it('keeps what PostgreSQL takes and replaces what it does not', () => {
  expect(storableText('Grüße 日本 😀')).toBe('Grüße 日本 😀');
  expect(storableText('a\0b\uD800')).toBe('a\uFFFDb\uFFFD');
  expect(JSON.parse(storableJson({ a: ['x\0', 1, null] }))).toEqual({
    a: ['x\uFFFD', 1, null],
  });
});
