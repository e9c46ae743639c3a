import { entityPagePath, entityPath } from './entity';

it('finds an entity in an API, and its page in the portal', () => {
  const ref = 'component:default/customer records';
  expect(entityPath(ref)).toBe(
    '/v1/entities/component/default/customer%20records',
  );
  expect(entityPagePath(ref, 'adrs')).toBe(
    '/catalog/default/component/customer%20records/adrs',
  );
});
