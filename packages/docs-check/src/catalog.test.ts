import {
  componentEntityV1alpha1Validator,
  domainEntityV1alpha1Validator,
  groupEntityV1alpha1Validator,
  resourceEntityV1alpha1Validator,
  stringifyEntityRef,
  systemEntityV1alpha1Validator,
  userEntityV1alpha1Validator,
  type Entity,
  type KindValidator,
} from '@backstage/catalog-model';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { exists, listFiles, readFile } from './repository';

type Described = { file: string; entity: Entity };
type PackageJson = {
  name: string;
  backstage: { role: string };
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
};

const validators: Record<string, KindValidator> = {
  Component: componentEntityV1alpha1Validator,
  Domain: domainEntityV1alpha1Validator,
  Group: groupEntityV1alpha1Validator,
  Resource: resourceEntityV1alpha1Validator,
  System: systemEntityV1alpha1Validator,
  User: userEntityV1alpha1Validator,
};

const described: Described[] = listFiles(
  'catalog-info.yaml',
  'catalog/*.yaml',
  'packages/*/catalog-info.yaml',
  'plugins/*/catalog-info.yaml',
).flatMap(file =>
  parseAllDocuments(readFile(file)).map(document => ({
    file,
    entity: document.toJS() as Entity,
  })),
);
const entities = described.map(({ entity }) => entity);
const ofKind = (kind: string) => entities.filter(e => e.kind === kind);
const refs = new Set(entities.map(entity => stringifyEntityRef(entity)));

const workspaces = listFiles(
  // `*` alone would also match folders below
  ':(glob)packages/*/package.json',
  ':(glob)plugins/*/package.json',
).map(file => ({
  dir: path.posix.dirname(file),
  manifest: JSON.parse(readFile(file)) as PackageJson,
}));

/** The app and the backend have plain package names; in a company's catalog they need the portal's. */
function componentName(packageName: string) {
  return /^(app|backend)$/.test(packageName)
    ? `portal-${packageName}`
    : packageName.replace('@companyos/', 'companyos-');
}

const typeOfRole: Record<string, string> = {
  frontend: 'website',
  backend: 'service',
  cli: 'tool',
  'node-library': 'library',
  'common-library': 'library',
  'web-library': 'library',
};

describe('the catalog of the portal', () => {
  it.each(
    described
      .filter(({ entity }) => entity.kind !== 'Location')
      .map(({ file, entity }) => [stringifyEntityRef(entity), file, entity]),
  )('%s in %s is valid', async (_ref, _file, entity) => {
    const { kind } = entity as Entity;
    await expect(validators[kind].check(entity as Entity)).resolves.toBe(true);
  });

  it('names each entity once', () => {
    expect(refs.size).toBe(entities.length);
  });

  it.each(workspaces)(
    'describes the package in $dir as it is',
    ({ dir, manifest }) => {
      const own = described.filter(
        ({ file }) => file === `${dir}/catalog-info.yaml`,
      );
      const names = new Set(workspaces.map(({ manifest: { name } }) => name));
      const uses = Object.keys({
        ...manifest.dependencies,
        ...manifest.devDependencies,
      })
        .filter(name => names.has(name))
        .map(name => `component:default/${componentName(name)}`);

      expect(own.map(({ entity }) => entity.metadata.name)).toEqual([
        componentName(manifest.name),
      ]);
      const { spec } = own[0].entity;
      const { role } = manifest.backstage;
      expect(spec?.type).toBe(typeOfRole[role] ?? role);
      const components = ((spec?.dependsOn ?? []) as string[]).filter(ref =>
        ref.startsWith('component:'),
      );
      expect(components.sort()).toEqual(uses.sort());
    },
  );

  it('has no entity for a package that is gone', () => {
    expect(ofKind('Component').map(({ metadata: { name } }) => name)).toEqual(
      workspaces.map(({ manifest }) => componentName(manifest.name)),
    );
  });

  it('refers only to what exists', () => {
    const dangling = entities.flatMap(({ kind, metadata, spec }) => {
      const targets = [
        spec?.owner,
        spec?.system,
        spec?.domain,
        ...((spec?.dependsOn ?? []) as string[]),
        ...((spec?.providesApis ?? []) as string[]),
        metadata.annotations?.['backstage.io/techdocs-entity'],
      ].filter(target => target !== undefined);
      return targets
        .filter(target => !refs.has(target as string))
        .map(target => `${kind} ${metadata.name}: ${target}`);
    });
    expect(dangling).toEqual([]);
  });

  it('is complete from the root file on', () => {
    const targets = ofKind('Location').flatMap(
      ({ spec }) => spec?.targets as string[],
    );
    for (const target of targets.filter(name => !name.includes('*'))) {
      expect([target, exists(target)]).toEqual([target, true]);
    }
    expect(targets).toEqual(
      expect.arrayContaining([
        './packages/*/catalog-info.yaml',
        './plugins/*/catalog-info.yaml',
      ]),
    );
  });

  it('serves the documentation of the repository as that of the system', () => {
    const [portal] = ofKind('System').filter(
      ({ metadata }) => metadata.name === 'portal',
    );
    expect(portal.metadata.annotations).toMatchObject({
      'backstage.io/techdocs-ref': 'dir:.',
    });
    expect(exists('mkdocs.yml')).toBe(true);
  });
});

describe('groups and people', () => {
  const groupNames = ofKind('Group').map(({ metadata }) => metadata.name);
  const people = ofKind('User');
  const membersOf = (group: string) =>
    people.filter(({ spec }) => (spec?.memberOf as string[]).includes(group));

  it('cover the roles of the golden path', () => {
    expect(groupNames).toEqual(
      expect.arrayContaining([
        'platform',
        'security',
        'sre',
        'observability',
        'data',
        'compliance',
        'product',
        'engineering',
        'crm',
      ]),
    );
  });

  it.each(ofKind('Group').map(group => [group.metadata.name, group]))(
    '%s fits into the tree',
    (name, group) => {
      const { parent, children } = (group as Entity).spec as {
        parent?: string;
        children: string[];
      };
      const named = (other: string) =>
        ofKind('Group').find(({ metadata }) => metadata.name === other)?.spec;
      expect(parent ? named(parent)?.children : [name]).toContain(name);
      for (const child of children) expect(named(child)?.parent).toBe(name);
    },
  );

  it.each(people.map(person => [person.metadata.name, person]))(
    '%s is in groups that exist, and can be chosen in development',
    (name, person) => {
      const { metadata, spec } = person as Entity;
      const memberOf = spec?.memberOf as string[];
      expect(memberOf.length).toBeGreaterThan(0);
      expect(groupNames).toEqual(expect.arrayContaining(memberOf));
      expect(metadata.annotations?.['companyos.dev/persona']).toBe('true');
      expect(spec?.profile).toMatchObject({
        displayName: expect.any(String),
        email: `${name}@companyos.example`,
      });
    },
  );

  it('every team has somebody, and two can sign off as senior engineers', () => {
    const teams = ofKind('Group')
      .filter(({ spec }) => spec?.type !== 'organization')
      .map(({ metadata }) => metadata.name);
    expect(teams.filter(team => membersOf(team).length === 0)).toEqual([]);
    expect(membersOf('senior-engineers').length).toBeGreaterThanOrEqual(2);
  });
});
