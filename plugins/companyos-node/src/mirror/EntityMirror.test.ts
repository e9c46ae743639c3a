import {
  mockCredentials,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  type PermissionCondition,
  type PermissionCriteria,
} from '@backstage/plugin-permission-common';
import { EntityMirror } from './EntityMirror';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(60_000);

function component(
  name: string,
  owner: string,
  metadata: Partial<Entity['metadata']> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, ...metadata },
    relations: [
      { type: 'ownedBy', targetRef: `group:default/${owner}` },
      { type: 'partOf', targetRef: 'system:default/portal' },
    ],
  };
}

const system: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'System',
  metadata: { name: 'portal', annotations: { 'example.com/Tier': 'Gold' } },
};
const crm = component('crm', 'crm', { labels: { tier: 'gold' } });
const pay = component('pay', 'pay', {
  annotations: { 'example.com/tier': 'silver' },
});

async function setUp() {
  const knex = await databases.init('POSTGRES_18');
  let entities = [crm, pay, system];
  const permissions = mockServices.permissions.mock();
  const logger = mockServices.logger.mock();
  const catalog = catalogServiceMock.mock({
    streamEntities: (...args) =>
      catalogServiceMock({ entities }).streamEntities(...args),
  });
  const mirror = await EntityMirror.create({
    auth: mockServices.auth(),
    catalog,
    database: mockServices.database({ knex }),
    logger,
    permissions,
  });
  await mirror.sync();
  return {
    knex,
    mirror,
    logger,
    catalogHolds: (next: Entity[]) => {
      entities = next;
    },
    catalogFails: () => {
      catalog.streamEntities.mockImplementationOnce(async function* fail() {
        yield [crm];
        throw new Error('catalog is down');
      });
    },
    visibleWith: async (
      decision:
        | AuthorizeResult.ALLOW
        | AuthorizeResult.DENY
        | PermissionCriteria<PermissionCondition>,
    ) => {
      permissions.authorizeConditional.mockResolvedValueOnce([
        typeof decision === 'string'
          ? { result: decision }
          : {
              result: AuthorizeResult.CONDITIONAL,
              pluginId: 'catalog',
              resourceType: 'catalog-entity',
              conditions: decision,
            },
      ]);
      const visibility = await mirror.visibility(mockCredentials.user());
      const rows: string[] = await mirror
        .restrict(
          knex('entity_mirror').orderBy('entity_ref'),
          'entity_ref',
          visibility,
        )
        .pluck('entity_ref');
      return rows.map(ref => ref.replace(/^.*\//, ''));
    },
  };
}

function is(
  rule: string,
  params: PermissionCondition['params'],
): PermissionCondition {
  return { rule, resourceType: 'catalog-entity', params };
}

it('turns the catalog’s decision into SQL', async () => {
  const { visibleWith, logger } = await setUp();
  const ownedByCrm = is('IS_ENTITY_OWNER', {
    claims: ['user:default/ada', 'group:default/CRM'],
  });
  const systems = is('IS_ENTITY_KIND', { kinds: ['System'] });
  const gold = is('HAS_ANNOTATION', {
    annotation: 'example.com/tier',
    value: 'gold',
  });

  await expect(visibleWith(AuthorizeResult.ALLOW)).resolves.toEqual([
    'crm',
    'pay',
    'portal',
  ]);
  await expect(visibleWith(AuthorizeResult.DENY)).resolves.toEqual([]);
  await expect(visibleWith(ownedByCrm)).resolves.toEqual(['crm']);
  await expect(visibleWith(systems)).resolves.toEqual(['portal']);
  await expect(visibleWith(gold)).resolves.toEqual(['portal']);
  await expect(
    visibleWith(is('HAS_ANNOTATION', { annotation: 'example.com/tier' })),
  ).resolves.toEqual(['pay', 'portal']);
  await expect(
    visibleWith(is('HAS_LABEL', { label: 'tier', value: 'gold' })),
  ).resolves.toEqual(['crm']);
  await expect(visibleWith({ anyOf: [ownedByCrm, systems] })).resolves.toEqual([
    'crm',
    'portal',
  ]);
  await expect(
    visibleWith({ allOf: [systems, { not: gold }] }),
  ).resolves.toEqual([]);
  await expect(visibleWith({ not: gold })).resolves.toEqual(['crm', 'pay']);
  expect(logger.error).not.toHaveBeenCalled();
});

it('shows nothing for a rule that it cannot answer, in a negation too', async () => {
  const { visibleWith, logger } = await setUp();
  const spec = is('HAS_SPEC', { key: 'type', value: 'secret' });
  await expect(visibleWith({ not: spec })).resolves.toEqual([]);
  await expect(
    visibleWith({ anyOf: [is('IS_ENTITY_KIND', { kinds: ['system'] }), spec] }),
  ).resolves.toEqual([]);
  expect(logger.error).toHaveBeenCalledWith(
    'No entity is shown',
    expect.objectContaining({ message: expect.stringContaining('HAS_SPEC') }),
  );
});

it('follows the catalog, and keeps what it has when the catalog fails', async () => {
  const { mirror, catalogHolds, catalogFails } = await setUp();
  const all = { all: true } as const;
  const moved = {
    ...pay,
    metadata: { ...pay.metadata, annotations: { a: 'b' } },
  };

  catalogHolds([moved, system]);
  await expect(mirror.sync()).resolves.toBe(2);
  await expect(
    mirror.find('component:default/crm', all),
  ).resolves.toBeUndefined();
  await expect(mirror.find('component:default/pay', all)).resolves.toEqual({
    entityRef: 'component:default/pay',
    kind: 'component',
    annotations: { a: 'b' },
    owners: ['group:default/pay'],
  });

  catalogFails();
  await expect(mirror.sync()).rejects.toThrow('catalog is down');
  await expect(
    mirror.find('system:default/portal', all),
  ).resolves.toBeDefined();
});

it('finds what may be read, by kind or annotation', async () => {
  const { mirror } = await setUp();
  const none = { all: false as const, sql: 'false', bindings: [] };
  await expect(
    mirror.find('component:default/crm', none),
  ).resolves.toBeUndefined();
  const found = await mirror.list({
    kinds: ['system'],
    annotation: 'example.com/tier',
  });
  expect(found.map(({ entityRef }) => entityRef)).toEqual([
    'component:default/pay',
    'system:default/portal',
  ]);
});
