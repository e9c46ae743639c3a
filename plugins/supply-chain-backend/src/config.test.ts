import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { newKey, trust } from './__testUtils__/evidence';
import { readSupplyChainConfig } from './config';
import { artifactNames } from './EvidenceVerifier';

function read(supplyChain?: JsonObject) {
  return readSupplyChainConfig(
    mockServices.rootConfig({ data: { ...(supplyChain && { supplyChain }) } }),
  );
}

it('has a default for everything, and trusts nobody by itself', () => {
  expect(read()).toEqual({
    trust: {
      policy: { keys: [], sigstore: [] },
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
    schedule: {
      frequency: { minutes: 1 },
      timeout: { minutes: 30 },
      initialDelay: { seconds: 10 },
      scope: 'global',
    },
    verifyAgainAfterMs: 43_200_000,
    maxComponents: 50_000,
    maxBundles: 1000,
  });
});

it('takes what is set', () => {
  expect(
    read({
      trust,
      verifyAgainAfter: 1,
      limits: { components: 3, bundles: 4 },
      schedule: { frequency: { hours: 1 }, timeout: { minutes: 1 } },
      github: { audience: 'portal' },
    }),
  ).toMatchObject({
    trust: { policy: { keys: [{ name: 'laptop', purpose: 'development' }] } },
    verifyAgainAfterMs: 3_600_000,
    maxComponents: 3,
    maxBundles: 4,
    schedule: { frequency: { hours: 1 } },
    github: {
      audience: 'portal',
      issuer: 'https://token.actions.githubusercontent.com',
      jwksUrl: 'https://token.actions.githubusercontent.com/.well-known/jwks',
      events: ['push', 'release', 'schedule', 'workflow_dispatch'],
    },
  });
});

it('names the policy by what it says', () => {
  const [key] = trust.keys;
  const another = { keys: [{ ...key, publicKey: newKey().publicKey }] };
  const digests = [{}, { trust }, { trust: another }].map(
    one => read(one).trust.digest,
  );
  expect(new Set(digests).size).toBe(3);
  expect(read({ trust }).trust.digest).toBe(digests[1]);
});

it.each([
  [{ verifyAgainAfter: 0 }, "'supplyChain.verifyAgainAfter' is 0"],
  [{ limits: { components: -1 } }, "'supplyChain.limits.components' is -1"],
  [{ limits: { bundles: 0 } }, "'supplyChain.limits.bundles' is 0"],
  [{ github: {} }, "'supplyChain.github.audience'"],
  [
    { github: { audience: 'a', issuer: 'github' } },
    "'supplyChain.github.issuer' is 'github'",
  ],
  [
    {
      trust: { keys: [{ name: 'a', publicKey: 'b', purpose: 'development' }] },
    },
    'keys.0.publicKey',
  ],
  [{ trust: { key: [] } }, 'key'],
  [
    { trust: { keys: [{ ...trust.keys[0], purpose: 'fun' }] } },
    'keys.0.purpose',
  ],
])('refuses %j by its name', (config, message) => {
  expect(() => read(config as JsonObject)).toThrow(message);
});

it.each([
  [undefined, ['pay']],
  ['', ['pay']],
  ['pay-api, pay-worker ,', ['pay-api', 'pay-worker']],
])('with the annotation %j, artifacts are called %j', (annotation, names) => {
  const annotations: Record<string, string> = {};
  if (annotation !== undefined)
    annotations['companyos.dev/artifact'] = annotation;
  expect(
    artifactNames({ entityRef: 'component:default/pay', annotations }),
  ).toEqual(names);
});
