import fs from 'node:fs';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { digestOf } from '@companyos/evidence';
import supplyChain from '@companyos/plugin-supply-chain-backend';
import { SupplyChainClient } from '@companyos/plugin-supply-chain-common';
import {
  artifact,
  finding,
  inDays,
  scan,
  testOf,
  useGatedRelease,
} from './__testUtils__/gatedRelease';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(60_000);

const release = useGatedRelease();
const entityRef = 'component:default/customer-records';
const digest = digestOf(artifact);

/** A portal under the trust policy of the service, with the evidence and the exceptions that lie there. */
async function startPortal() {
  const scheduler = mockServices.scheduler();
  const trust = JSON.parse(fs.readFileSync(release.path('trust.json'), 'utf8'));
  const { server } = await startTestBackend({
    features: [
      supplyChain,
      mockServices.database.factory({
        knex: await databases.init('POSTGRES_18'),
      }),
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      mockServices.rootConfig.factory({ data: { supplyChain: { trust } } }),
      catalogServiceMock.factory({
        entities: [
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: { name: 'customer-records' },
          },
        ],
      }),
    ],
  });
  await scheduler.triggerTask('supply-chain-evidence');
  const authorization = mockCredentials.service.header({
    onBehalfOf: mockCredentials.service('external:ci'),
    targetPluginId: 'supply-chain',
  });
  const client = new SupplyChainClient({
    baseUrl: async () => `http://127.0.0.1:${server.port()}/api/supply-chain`,
    fetch: (url, init) => {
      const headers = new Headers(init?.headers);
      headers.set('Authorization', authorization);
      return fetch(url, { ...init, headers });
    },
  });
  /** Of each bundle, by its id, the file that it came from. */
  const files = new Map<string, string>();
  for (const folder of ['evidence', 'security/exceptions']) {
    if (!fs.existsSync(release.path(folder))) continue;
    for (const name of fs.readdirSync(release.path(folder))) {
      if (!name.endsWith('.sigstore.json')) continue;
      const bytes = fs.readFileSync(release.path(folder, name));
      const { items } = await client.upload(entityRef, bytes);
      files.set(items[0].id, `${folder}/${name}`);
    }
  }
  return { client, files };
}

/** What both say; the portal knows bundles by their ids and not by files. */
async function bothSay(environment: string) {
  const { client, files } = await startPortal();
  const portal = await client.askGate('release', { digest, environment });
  const text = [...files].reduce(
    (answer, [id, file]) => answer.replaceAll(`v1/attestations/${id}`, file),
    JSON.stringify(portal),
  );
  const { code, codes, text: _, ...cli } = await release.decided(environment);
  return { code, codes, cli, portal: JSON.parse(text) };
}

it.each<[string, string, () => unknown, string[]]>([
  ['everything', 'production', () => {}, []],
  ['everything', 'development', () => {}, []],
  ['everything', 'prod', () => {}, ['environment_unknown']],
  [
    'a critical finding',
    'production',
    () => release.statement('scan', 'vulnerabilities', scan(finding)),
    ['critical_untriaged'],
  ],
  [
    'a critical finding with an exception',
    'production',
    async () => {
      await release.statement('scan', 'vulnerabilities', scan(finding));
      await release.exception();
    },
    [],
  ],
  [
    'a critical finding with an exception that runs too long',
    'staging',
    async () => {
      await release.statement('scan', 'vulnerabilities', scan(finding));
      await release.exception({ expires: inDays(200) });
    },
    ['critical_untriaged'],
  ],
  [
    'a critical finding with an exception of nobody',
    'production',
    async () => {
      await release.statement('scan', 'vulnerabilities', scan(finding));
      await release.exception({}, 'stranger');
    },
    ['critical_untriaged'],
  ],
  [
    'an SBOM and a search for secrets of nobody',
    'production',
    async () => {
      const by = 'stranger';
      await release.statement('secrets', 'testResult', testOf('gitleaks'), {
        by,
      });
      await release.statement('scan', 'vulnerabilities', scan(), { by });
    },
    ['statement_not_verified', 'statement_not_verified'],
  ],
  [
    'a signature of a laptop',
    'staging',
    () =>
      release.statement('test', 'testResult', testOf('make test'), {
        by: 'laptop',
      }),
    ['signer_not_accepted'],
  ],
  [
    'tests that failed, and no scan',
    'production',
    async () => {
      await release.statement(
        'test',
        'testResult',
        testOf('make test', 'FAILED'),
      );
      fs.rmSync(release.path('evidence', 'scan.sigstore.json'));
    },
    ['check_failed', 'statement_absent'],
  ],
])(
  'the portal answers as the command line does, to the last word: %s into %s',
  async (_, environment, change, expected) => {
    await change();
    const { code, codes, cli, portal } = await bothSay(environment);
    expect(portal).toEqual(cli);
    expect({ code, codes: codes.sort() }).toEqual({
      code: expected.length === 0 ? 0 : 1,
      codes: expected,
    });
  },
);
