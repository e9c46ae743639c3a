import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { loadPolicy } from '@companyos/policy';
import {
  AuthorizeResult,
  createPermission,
} from '@backstage/plugin-permission-common';
import { PortalPermissionPolicy } from './PortalPermissionPolicy';

const root = resolve(__dirname, '../../..');
const assets = resolve(__dirname, '../assets');

/** Whom the questions come from: their groups, and the roles of the README that they have on a resource. */
const callers = {
  stranger: undefined,
  member: { groups: ['group:default/data'], roles: ['member'] },
  owner: { groups: ['group:default/crm'], roles: ['member', 'owner'] },
  compliance: {
    groups: ['group:default/compliance'],
    roles: ['member', 'compliance'],
  },
  security: {
    groups: ['group:default/security'],
    roles: ['member', 'security'],
  },
  admin: { groups: ['group:default/platform'], roles: ['member', 'platform'] },
};
type Caller = keyof typeof callers;

/** The resource of every question is the CRM team's; its tasks were started by somebody else. */
const OWNER = 'group:default/crm';

/** What the README says of each permission, without what stands in parentheses. */
const documented = readFileSync(resolve(__dirname, '../README.md'), 'utf8')
  .split('\n')
  .flatMap(line => {
    const [, name, holders] =
      /^\| `([a-z.-]+)` +\| ([^|]+?) +\|$/.exec(line) ?? [];
    return name
      ? [
          {
            name,
            holders: holders.replace(/ \(.*?\)/g, '').split(', '),
          },
        ]
      : [];
  });

const resourceTypes: Record<string, string> = {
  'catalog.entity.read': 'catalog-entity',
  'catalog.entity.delete': 'catalog-entity',
  'decision-log.input.read': 'catalog-entity',
  'scaffolder.task.read': 'scaffolder-task',
  'scaffolder.task.cancel': 'scaffolder-task',
};

let policy: PortalPermissionPolicy;
beforeAll(async () => {
  execFileSync(process.execPath, [
    join(root, 'packages/policy/scripts/build-policies.mjs'),
  ]);
  policy = new PortalPermissionPolicy({
    policy: await loadPolicy({
      wasm: join(assets, 'portal.wasm'),
      data: join(assets, 'portal.data.json'),
    }),
    log: { record: () => '' },
    logger: mockServices.logger.mock(),
  });
});

/** Asks as the permission backend does; a condition is held against the resource as its plugin would. */
async function mayUse(caller: Caller, name: string): Promise<boolean> {
  const known = callers[caller];
  const user = 'user:default/ada';
  const resourceType = resourceTypes[name];
  const permission = resourceType
    ? createPermission({ name, attributes: {}, resourceType })
    : createPermission({ name, attributes: {} });
  const decision = await policy.handle(
    { permission },
    known && {
      info: { userEntityRef: user, ownershipEntityRefs: known.groups },
      credentials: mockCredentials.user(user),
    },
  );
  if (decision.result !== AuthorizeResult.CONDITIONAL)
    return decision.result === AuthorizeResult.ALLOW;
  const { conditions } = decision;
  if (!('rule' in conditions)) throw new Error('More than one condition');
  const { claims = [] } = conditions.params as { claims?: string[] };
  return conditions.rule === 'IS_ENTITY_OWNER' && claims.includes(OWNER);
}

it('has a table of permissions to hold the policy against', () => {
  expect(documented.length).toBeGreaterThan(30);
});

describe.each(Object.keys(callers) as Caller[])('the %s', caller => {
  it.each(documented)('may use $name as the README says', async row => {
    const roles = callers[caller]?.roles ?? [];
    expect({ ...row, may: await mayUse(caller, row.name) }).toEqual({
      ...row,
      may: row.holders.some(holder => roles.includes(holder)),
    });
  });
});
