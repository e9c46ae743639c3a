import { mockCredentials } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { registerLocation, waitForEntity } from './registerLocation';

const catalogInfoUrl = 'http://localhost:7007/x/catalog-info.yaml';
const credentials = mockCredentials.user();
const registered = {
  entityRef: 'component:default/orders',
  locationRef: 'location:default/generated-1',
};

function entity(kind: string, origin = `url:${catalogInfoUrl}`): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: {
      name: 'orders',
      namespace: 'default',
      annotations: { 'backstage.io/managed-by-origin-location': origin },
    },
  };
}

function catalogWith(options: {
  entities?: Entity[];
  exists?: boolean;
  known?: (Entity | undefined)[];
  refusal?: Error;
}) {
  const {
    entities = [entity('Location'), entity('API'), entity('Component')],
  } = options;
  const added: string[] = [];
  const catalog = catalogServiceMock.mock({
    addLocation: async location => {
      if (!location.dryRun) {
        if (options.refusal) throw options.refusal;
        added.push(location.target);
      }
      return {
        location: {
          id: '1',
          type: 'url',
          target: location.target,
          entityRef: 'location:default/generated-1',
        },
        entities,
        exists: options.exists,
      };
    },
    getEntitiesByRefs: async () => ({ items: options.known ?? [] }),
    getEntityByRef: async () => undefined,
  });
  return { added, catalog };
}

it('registers the file and tells its component', async () => {
  const { catalog, added } = catalogWith({});
  await expect(
    registerLocation({ catalog, credentials, catalogInfoUrl }),
  ).resolves.toEqual(registered);
  expect(added).toEqual([catalogInfoUrl]);
});

it('is content with a location that is there already', async () => {
  const { catalog, added } = catalogWith({
    exists: true,
    known: [undefined, entity('API'), entity('Component')],
  });
  await expect(
    registerLocation({ catalog, credentials, catalogInfoUrl }),
  ).resolves.toEqual(registered);
  expect(added).toEqual([]);
});

it('is content when another run registered it in the same moment', async () => {
  const { catalog } = catalogWith({
    refusal: new Error(`Location url:${catalogInfoUrl} already exists`),
  });
  await expect(
    registerLocation({ catalog, credentials, catalogInfoUrl }),
  ).resolves.toEqual(registered);
});

it.each([
  [
    'GOLDEN_PATH_REGISTER_FAILED',
    { refusal: new Error('the catalog is away') },
    /did not take .*: the catalog is away/,
  ],
  [
    'GOLDEN_PATH_CATALOG_FILE_INVALID',
    { entities: [entity('Location')] },
    /There is no entity in/,
  ],
  [
    'GOLDEN_PATH_ENTITY_TAKEN',
    { known: [undefined, entity('API', 'url:https://elsewhere')] },
    /api:default\/orders is in the catalog already, from url:https:\/\/elsewhere/,
  ],
])('says %s', async (code, options, message) => {
  const { catalog, added } = catalogWith(options);
  await expect(
    registerLocation({ catalog, credentials, catalogInfoUrl }),
  ).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  expect(added).toEqual([]);
});

it('does not wait for ever for the entity', async () => {
  const { catalog } = catalogWith({});
  await expect(
    waitForEntity({
      catalog,
      credentials,
      registered,
      waitMs: 10,
    }),
  ).resolves.toBe(false);
});

it('asks the catalog to read again what it has put off', async () => {
  const { catalog } = catalogWith({});
  catalog.refreshEntity.mockImplementation(async ref => {
    if (ref !== registered.locationRef) throw new Error(`Nothing is ${ref}`);
    catalog.getEntityByRef.mockResolvedValue(entity('Component'));
  });
  await expect(
    waitForEntity({ catalog, credentials, registered, nudgeMs: 10 }),
  ).resolves.toBe(true);
  expect(catalog.refreshEntity).toHaveBeenCalledTimes(2);
});
