import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { catalogPermissions } from '@backstage/plugin-catalog-common/alpha';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { scaffolderPermissions } from '@backstage/plugin-scaffolder-common/alpha';
import { accessTokenPermissions } from '@companyos/plugin-access-tokens-common';
import { adrPermissions } from '@companyos/plugin-adr-common';
import { decisionLogPermissions } from '@companyos/plugin-decision-log-common';
import { goldenPathPermissions } from '@companyos/plugin-golden-path-common';
import { localGitPermissions } from '@companyos/plugin-local-git-common';
import { supplyChainPermissions } from '@companyos/plugin-supply-chain-common';
import { loadPolicy, type Policy } from '@companyos/policy';
import { z } from 'zod/v4';
import {
  decisionSchema,
  PortalPermissionPolicy,
} from './PortalPermissionPolicy';

const root = resolve(__dirname, '../../..');
const assets = resolve(__dirname, '../assets');
const readJson = (path: string): unknown =>
  JSON.parse(readFileSync(join(root, path), 'utf8'));

const { cases } = z
  .object({
    cases: z.array(
      z.object({
        title: z.string(),
        input: z.record(z.string(), z.unknown()),
        decision: decisionSchema,
      }),
    ),
  })
  .parse(readJson('policies/portal/testdata/cases.json'));

const data = z
  .object({ permissions: z.record(z.string(), z.array(z.string())) })
  .parse(readJson('policies/portal/data.json'));

/** The policy reads nothing of the credentials. */
const ada = {
  info: { userEntityRef: 'user:default/ada', ownershipEntityRefs: [] },
  credentials: mockCredentials.user('user:default/ada'),
};

let policy: Policy;
beforeAll(async () => {
  execFileSync(process.execPath, [
    join(root, 'packages/policy/scripts/build-policies.mjs'),
  ]);
  policy = await loadPolicy({
    wasm: join(assets, 'portal.wasm'),
    data: join(assets, 'portal.data.json'),
  });
});

// `opa test` runs the same table on the interpreter.
it.each(cases)('compiled policy: $title', ({ input, decision }) => {
  expect(policy.evaluate('portal/decision', input, decisionSchema)).toEqual(
    decision,
  );
});

describe('permissions of the installed plugins', () => {
  const known = [
    ...catalogPermissions,
    ...scaffolderPermissions,
    ...accessTokenPermissions,
    ...adrPermissions,
    ...decisionLogPermissions,
    ...goldenPathPermissions,
    ...localGitPermissions,
    ...supplyChainPermissions,
  ].map(permission => permission.name);
  const named = Object.keys(data.permissions);

  it('are each named in the policy, and none besides', () => {
    expect([...named].sort()).toEqual([...known].sort());
  });

  it('each stand in the table of the README', () => {
    const readme = readFileSync(resolve(__dirname, '../README.md'), 'utf8');
    expect(named.filter(name => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  it('that wait for the owner or creator become conditions on the right resource', async () => {
    const handler = new PortalPermissionPolicy({
      policy,
      log: { record: () => 'decision-1' },
      logger: mockServices.logger.mock(),
    });
    const waiting = [...catalogPermissions, ...scaffolderPermissions].filter(
      ({ name }) =>
        data.permissions[name].some(role =>
          ['owner', 'creator'].includes(role),
        ),
    );
    expect(waiting.map(({ name }) => name)).toEqual([
      'catalog.entity.delete',
      'scaffolder.task.cancel',
      'scaffolder.task.read',
    ]);
    for (const permission of waiting) {
      await expect(handler.handle({ permission }, ada)).resolves.toMatchObject({
        result: AuthorizeResult.CONDITIONAL,
        resourceType: 'resourceType' in permission && permission.resourceType,
      });
    }
  });
});

describe('a policy that fails', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    [
      'names a condition that does not fit',
      () => ({ result: 'CONDITIONAL', conditions: ['IS_TASK_OWNER'] }),
    ],
  ])('denies when it %s', async (_, evaluate) => {
    const logger = mockServices.logger.mock();
    const log = { record: jest.fn(() => 'decision-1') };
    const handler = new PortalPermissionPolicy({
      policy: { evaluate: (_e, _i, schema) => schema.parse(evaluate()) },
      log,
      logger,
    });
    await expect(
      handler.handle({ permission: catalogPermissions[0] }, ada),
    ).resolves.toEqual({ result: AuthorizeResult.DENY });
    expect(logger.debug).toHaveBeenCalledWith(
      'Permission denied',
      expect.objectContaining({ user: 'user:default/ada' }),
    );
    expect(log.record).toHaveBeenCalledTimes(1);
  });
});
