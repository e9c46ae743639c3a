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

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) * 1000;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function print(name: string, ours: number, baseline: number, goal: number) {
  const ratio = baseline / ours;
  process.stdout.write(
    `${name} ${ours.toFixed(1)} ${baseline.toFixed(1)} ${ratio.toFixed(
      1,
    )} ≥${goal}\n`,
  );
  return ratio >= goal;
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
    const times = { decision: [[], []], list: [[], []] } as Record<
      keyof typeof GOALS,
      [number[], number[]]
    >;
    let flushed = 0;
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [side, one] of [policy, theirs].entries()) {
        for (let n = 0; n < DECISIONS; n++) {
          const request = requests[n % requests.length];
          const micros = await timed(async () => one.handle(request, user));
          if (round > 0) times.decision[side].push(micros);
        }
        for (let n = 0; n < LISTS; n++) {
          const micros = await timed(() =>
            Promise.all(
              Array.from({ length: LIST }, (_, k) =>
                one.handle(requests[k % requests.length], user),
              ),
            ),
          );
          if (round > 0) times.list[side].push(micros);
        }
      }
      flushed += await timed(() => log.flush());
    }
    const written = (
      flushed /
      (ROUNDS + 1) /
      (DECISIONS + LISTS * LIST)
    ).toFixed(1);
    process.stderr.write(
      `to write and compress an entry takes another ${written} us, later\n`,
    );
    const good = (Object.keys(GOALS) as (keyof typeof GOALS)[]).map(name =>
      print(
        `permission-${name}`,
        median(times[name][0]),
        median(times[name][1]),
        GOALS[name],
      ),
    );
    process.exitCode = good.every(Boolean) ? 0 : 1;
  } finally {
    opa.stop();
  }
}

main();
