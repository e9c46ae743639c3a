import { ServiceNames } from './ServiceNames';

const entity = (entityRef: string, name?: string) => ({
  entityRef,
  annotations: { ...(name && { 'companyos.dev/decision-counter': name }) },
});

it('are what entities say, else the names of components, and nobody’s when two claim one', () => {
  const names = new ServiceNames([
    entity('component:default/crm'),
    entity('component:default/pay', 'payments'),
    entity('component:other/pay'),
    entity('component:default/both'),
    entity('system:default/x', 'both'),
  ]);
  expect(
    ['crm', 'payments', 'pay', 'both'].map(name => names.entityOf(name)),
  ).toEqual([
    'component:default/crm',
    'component:default/pay',
    undefined,
    undefined,
  ]);
  expect(names.nameOf('component:default/pay')).toBe('payments');
  expect(names.nameOf('component:other/pay')).toBeUndefined();
});
