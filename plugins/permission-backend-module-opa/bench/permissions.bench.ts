/**
 * What a permission costs: this module, its entry in the decision log included, beside the community's OPA wrapper with a
 * real OPA that has the same policy and logs nothing. In turns, in one process.
 *
 *   yarn workspace @companyos/plugin-permission-backend-module-opa bench
 *
 * Needs the compiled policy, and OPA in OPA_BIN or on PATH. Prints `name ours baseline ratio goal`, in microseconds; exits
 * with 1 past a goal.
 */
import { resolve } from 'node:path';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { createPermission } from '@backstage/plugin-permission-common';
import type { PermissionPolicy } from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { hasFailed, median, print, tell, time } from '@companyos/bench';
import { DecisionLog, loadPolicy } from '@companyos/policy';
import wrapper from '@parsifal-m/plugin-permission-backend-module-opa-wrapper';
import { PortalPermissionPolicy } from '../src/PortalPermissionPolicy';
import { OpaServer } from './OpaServer';

const ROUNDS = 20;
const DECISIONS = 200;
const LISTS = 10;
const LIST = 100;
const GOALS = { decision: 30, list: 20 };

const ref = 'user:default/ada';
const user = {
  info: {
    userEntityRef: ref,
    ownershipEntityRefs: [
      ref,
      ...['crm', 'sales'].map(n => `group:default/${n}`),
    ],
  },
  credentials: mockCredentials.user(ref),
};

// An allowed one, a denied one and one that depends on the owner.
const requests = [
  createPermission({ name: 'adr.document.read', attributes: {} }),
  createPermission({ name: 'access-tokens.token.manage', attributes: {} }),
  createPermission({
    name: 'catalog.entity.delete',
    attributes: { action: 'delete' },
    resourceType: 'catalog-entity',
  }),
].map(permission => ({ permission }));

async function wrapperPolicy(baseUrl: string) {
  let policy: PermissionPolicy | undefined;
  const backend = await startTestBackend({
    extensionPoints: [
      [policyExtensionPoint, { setPolicy: set => (policy = set) }],
    ],
    features: [
      wrapper,
      mockServices.rootLogger.factory({ level: 'error' }),
      mockServices.rootConfig.factory({
        data: {
          permission: {
            opa: {
              baseUrl,
              policy: { policyEntryPoint: OpaServer.entrypoint },
            },
          },
        },
      }),
    ],
  });
  await backend.stop();
  if (!policy) throw new Error('The wrapper set no policy');
  return policy;
}

async function ourPolicy() {
  const asset = (name: string) => resolve(__dirname, '../assets', name);
  const policy = await loadPolicy({
    wasm: asset('portal.wasm'),
    data: asset('portal.data.json'),
  });
  const log = new DecisionLog({
    labels: { id: 'bench' },
    bundle: { name: 'portal', revision: policy.sha256 },
    sink: { upload: async () => {}, report: async () => {} },
  });
  const logger = mockServices.rootLogger({ level: 'error' });
  return { log, policy: new PortalPermissionPolicy({ policy, log, logger }) };
}

async function main() {
  const opa = await OpaServer.start();
  try {
    const theirs = await wrapperPolicy(opa.url);
    const { log, policy } = await ourPolicy();
    for (const request of requests) {
      const [a, b] = await Promise.all(
        [policy, theirs].map(one => one.handle(request, user)),
      );
      if (a.result !== b.result)
        throw new Error(`${request.permission.name}: ${a.result}, ${b.result}`);
    }
    const decide = (one: PermissionPolicy, n: number) =>
      one.handle(requests[n % requests.length], user);
    const decideList = (one: PermissionPolicy) =>
      Promise.all(Array.from({ length: LIST }, (_, n) => decide(one, n)));
    const times = { decision: [[], []], list: [[], []] } as Record<
      keyof typeof GOALS,
      [ours: number[], theirs: number[]]
    >;
    let flushed = 0;
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [side, one] of [policy, theirs].entries()) {
        for (let n = 0; n < DECISIONS; n++) {
          const taken = await time(() => decide(one, n));
          if (round > 0) times.decision[side].push(taken);
        }
        for (let n = 0; n < LISTS; n++) {
          const taken = await time(() => decideList(one));
          if (round > 0) times.list[side].push(taken);
        }
      }
      flushed += await time(() => log.flush());
    }
    const entries = (ROUNDS + 1) * (DECISIONS + LISTS * LIST);
    tell(
      `to write and compress an entry takes another ${(
        (1000 * flushed) /
        entries
      ).toFixed(1)} us, later`,
    );
    for (const name of ['decision', 'list'] as const) {
      const [ours, wrapped] = times[name].map(values => 1000 * median(values));
      print(
        `permission-${name}`,
        [ours, wrapped],
        wrapped / ours,
        `≥${GOALS[name]}`,
      );
    }
    process.exitCode = hasFailed() ? 1 : 0;
  } finally {
    opa.stop();
  }
}

main();
