import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { NotFoundError } from '@backstage/errors';
import type { UrlReaderService } from '@backstage/backend-plugin-api';
import { EntitySourceReader } from '@companyos/plugin-companyos-node';
import { atCommit, PolicySource } from './PolicySource';

const commit = '3f9ac21e'.padEnd(40, '0');
const annotations = {
  'backstage.io/source-location': 'url:https://github.com/acme/crm/tree/main/',
};

const rego = `# METADATA
# title: Customer records
# related_resources:
# - ref: docs/adr/0002-tenants.md
# custom:
#   decided_in: ADR-011
package crm.records

decision := {"allow": false}
`;

const files: Record<string, string> = {
  'policy/records.rego': rego,
  'policy/more.rego': 'package crm.records\nextra := 1\n',
  'policy/records_test.rego': 'package crm.records\n',
  'policy/crm.rego': 'package crm\n',
  'policy/lib/lib.rego': 'package lib\n',
  'policy/data.json': '{}',
};

const entityRef = 'component:default/crm';
const credentials = mockCredentials.user();
const image = `sha256:${'a'.repeat(64)}`;

function sourceOf(readTree: UrlReaderService['readTree']) {
  const source = new PolicySource(
    EntitySourceReader.fromConfig(mockServices.rootConfig(), {
      reader: mockServices.urlReader.mock({ readTree }),
    }),
    async asked =>
      asked.digest === image && asked.entityRef === entityRef
        ? commit
        : undefined,
  );
  return {
    policyOf: (decision: Parameters<PolicySource['policyOf']>[0]) =>
      source.policyOf(decision, credentials),
  };
}

const tree: UrlReaderService['readTree'] = async (_url, options) => ({
  etag: commit,
  files: async () =>
    Object.entries(files)
      .filter(([path, text]) => options!.filter!(path, { size: text.length }))
      .map(([path, text]) => ({
        path,
        content: async () => Buffer.from(text),
      })),
  archive: jest.fn(),
  dir: jest.fn(),
});

const decision = {
  path: 'crm/records/decision',
  revision: commit,
  entity: { entityRef, annotations },
};

it('is the package that decided, at the commit, with the records that it names', async () => {
  const readTree = jest.fn(tree);
  const source = sourceOf(readTree);
  await expect(source.policyOf(decision)).resolves.toEqual({
    state: 'found',
    commit,
    package: 'crm.records',
    files: [
      {
        path: 'policy/more.rego',
        url: `https://github.com/acme/crm/tree/${commit}/policy/more.rego`,
        text: files['policy/more.rego'],
      },
      {
        path: 'policy/records.rego',
        url: `https://github.com/acme/crm/tree/${commit}/policy/records.rego`,
        text: rego,
      },
    ],
    records: [{ ref: 'docs/adr/0002-tenants.md' }, { ref: 'ADR-011' }],
  });
  await source.policyOf(decision);
  // A commit stays what it is.
  expect(readTree).toHaveBeenCalledTimes(1);
  expect(readTree.mock.calls[0][0]).toBe(
    `https://github.com/acme/crm/tree/${commit}/`,
  );
});

it.each([
  [{ path: undefined }, 'NO_PATH'],
  [{ entity: undefined }, 'NO_ENTITY'],
  [{ entity: { entityRef, annotations: {} } }, 'SOURCE'],
  [{ revision: undefined }, 'NO_REVISION'],
  [{ revision: `sha256:${'b'.repeat(64)}` }, 'NO_PROVENANCE'],
  [{ revision: 'v1.2' }, 'NOT_A_COMMIT'],
  [{ revision: '../../other' }, 'NOT_A_COMMIT'],
  [{ path: 'other/decision' }, 'NO_SUCH_PACKAGE'],
])('says plainly why it cannot be shown: %j', async (more, code) => {
  await expect(
    sourceOf(tree).policyOf({ ...decision, ...more }),
  ).resolves.toMatchObject({ state: 'none', code, reason: expect.any(String) });
});

it('is found by the image that it came in', async () => {
  await expect(
    sourceOf(tree).policyOf({ ...decision, revision: image }),
  ).resolves.toMatchObject({ state: 'found', commit });
});

it('says what the Git host says', async () => {
  const source = sourceOf(async () => {
    throw new NotFoundError('no such commit');
  });
  await expect(source.policyOf(decision)).resolves.toEqual({
    state: 'none',
    code: 'SOURCE',
    reason: 'no such commit',
  });
});

it.each([
  ['https://github.com/a/b/tree/main/', 'https://github.com/a/b/tree/c/'],
  ['https://github.com/a/b/blob/main/x/', 'https://github.com/a/b/tree/c/x/'],
  ['https://gitlab.com/a/b/-/tree/main', 'https://gitlab.com/a/b/-/tree/c/'],
  [
    'http://localhost:7007/api/local-git/repos/crm/tree/release%2F1/',
    'http://localhost:7007/api/local-git/repos/crm/tree/c/',
  ],
  ['https://example.com/a', undefined],
  [undefined, undefined],
])('%s at a commit is %s', (url, expected) =>
  expect(atCommit(url, 'c')).toBe(expected),
);
