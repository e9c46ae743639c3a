import { allPages } from './allPages';

it('asks for one page after another to the end', async () => {
  const asked: (string | undefined)[] = [];
  const pages = await allPages(async ({ cursor, limit }) => {
    asked.push(`${cursor} ${limit}`);
    return cursor
      ? { items: ['c'] }
      : { items: ['a', 'b'], nextCursor: 'next' };
  });
  expect(pages.flatMap(({ items }) => items)).toEqual(['a', 'b', 'c']);
  expect(asked).toEqual(['undefined 500', 'next 500']);
});
