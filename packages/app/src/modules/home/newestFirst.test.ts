import { newestFirst } from './newestFirst';

it('puts the latest built first and the never built last', () => {
  const documents = [
    { entity: 'never' },
    { entity: 'old', builtAt: 1 },
    { entity: 'new', builtAt: 2 },
  ];
  expect(newestFirst(documents).map(({ entity }) => entity)).toEqual([
    'new',
    'old',
    'never',
  ]);
  expect(documents[0].entity).toBe('never');
});
