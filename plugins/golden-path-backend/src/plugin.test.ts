import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  platformSchema,
  previewSchema,
} from '@companyos/plugin-golden-path-common';
import request from 'supertest';
import goldenPathPlugin from '.';

const TEMPLATES = resolvePackagePath('@companyos/golden-path', '__fixtures__');
const INTEGRITY = `sha512-${'A'.repeat(86)}==`;
const CLI = 'companyos-cli-0.1.0.tgz';
const USER = mockCredentials.user.header();

const values = {
  name: 'customer-records',
  description: 'Keeps the records of customers',
  owner: 'group:default/crm',
};
const good = { template: 'template:default/fixture-service', values };

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'golden-path-backend-test-'));
  mkdirSync(join(dir, 'cli'));
  mkdirSync(join(dir, 'tmp'));
  writeFileSync(join(dir, 'cli', CLI), 'packed');
  writeFileSync(join(dir, 'secret.tgz'), 'not to be read');
  writeFileSync(
    join(dir, 'cli', 'manifest.json'),
    JSON.stringify({ version: '0.1.0', file: CLI, integrity: INTEGRITY }),
  );
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

function template(location: string, name = 'fixture-service'): Entity {
  return {
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    kind: 'Template',
    metadata: {
      name,
      namespace: 'default',
      annotations: { 'backstage.io/managed-by-location': location },
    },
    spec: {
      steps: [
        {
          action: 'companyos:golden-path:render',
          input: { skeleton: './skeleton' },
        },
      ],
    },
  };
}

async function start(options: { result?: AuthorizeResult.DENY } = {}) {
  const { server } = await startTestBackend({
    features: [
      goldenPathPlugin,
      catalogServiceMock.factory({
        entities: [
          template(`file:${TEMPLATES}/service/template.yaml`),
          template('file:/etc/hosts', 'of-the-host'),
          template('url:https://example.com/template.yaml', 'far-away'),
          {
            ...template(`file:${TEMPLATES}/service/template.yaml`, 'other'),
            spec: { steps: [{ action: 'debug:log' }] },
          },
        ],
      }),
      mockServices.permissions.factory({
        result: options.result ?? AuthorizeResult.ALLOW,
      }),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost:7007/' },
          backend: { baseUrl: 'http://localhost:7007' },
          goldenPath: { cli: { directory: join(dir, 'cli') } },
          catalog: {
            locations: [
              { type: 'file', target: join(TEMPLATES, 'catalog-info.yaml') },
            ],
          },
        },
      }),
    ],
  });
  return request(server);
}

describe('GET /v1/platform', () => {
  it('says what the platform gives to new services', async () => {
    const api = await start();
    const { body } = await api
      .get('/api/golden-path/v1/platform')
      .set('Authorization', mockCredentials.service.header())
      .expect(200);
    expect(platformSchema.parse(body)).toEqual({
      portalUrl: 'http://localhost:7007',
      workflow: 'companyos/portal/.github/workflows/golden-path.yml@v1',
      cli: { version: '0.1.0', file: CLI, integrity: INTEGRITY },
      publish: {
        target: 'local-git',
        description: "the portal's own Git host",
      },
    });
  });

  it('says how to get a CLI when there is none', async () => {
    rmSync(join(dir, 'cli', 'manifest.json'));
    const api = await start();
    const { body } = await api
      .get('/api/golden-path/v1/platform')
      .set('Authorization', USER)
      .expect(503);
    expect(body.error).toMatchObject({ code: 'GOLDEN_PATH_CLI_MISSING' });
  });
});

describe('POST /v1/previews', () => {
  it('shows every file as it will be, and leaves nothing behind', async () => {
    const api = await start();
    const before = previewFolders();
    const { body } = await api
      .post('/api/golden-path/v1/previews')
      .set('Authorization', USER)
      .send(good)
      .expect(200);
    const preview = previewSchema.parse(body);
    expect(preview).toMatchObject({
      template: { entityRef: good.template, version: '1.2.3' },
      repository: {
        webUrl: 'http://localhost:7007/repositories/customer-records',
        cloneUrl:
          'http://localhost:7007/api/local-git/repos/customer-records.git',
      },
    });
    const files = new Map(preview.files.map(file => [file.path, file]));
    expect([...files.keys()]).toEqual([...files.keys()].sort());
    expect(files.get('README.md')?.content).toContain(
      'built with companyos 0.1.0',
    );
    expect(files.get('scripts/test.sh')?.mode).toBe('100755');
    expect(files.get('docs/logo.png')).toMatchObject({ withheld: 'binary' });
    expect(files.has('.companyos/receipt.json')).toBe(true);
    expect(previewFolders()).toEqual(before);
  });

  it.each([
    ['no body', undefined, /Body is not valid/],
    ['no template', { values }, /template: /],
    ['a component', { ...good, template: 'component:default/x' }, /template: /],
    ['unknown fields', { ...good, path: '/etc' }, /Unrecognized key/],
    [
      'a template parameter with ../',
      { ...good, values: { ...values, name: '../../etc/passwd' } },
      /name: use 3 to 63 lower-case/,
    ],
    [
      'a template parameter with shell characters',
      { ...good, values: { ...values, name: '$(reboot)' } },
      /name: use 3 to 63 lower-case/,
    ],
    [
      'a template parameter of 10 kB',
      { ...good, values: { ...values, description: 'x'.repeat(10_240) } },
      /description: use at most 200/,
    ],
    [
      'a template without a golden path',
      { ...good, template: 'template:default/other' },
      /nothing to preview/,
    ],
    [
      "a template of the host's files that the catalog was not configured with",
      { ...good, template: 'template:default/of-the-host' },
      /not under a file location/,
    ],
    [
      'a template whose source cannot be read',
      { ...good, template: 'template:default/far-away' },
      /'https:\/\/example.com\/template.yaml' cannot be read/,
    ],
  ])('answers 400 to %s', async (_, body, message) => {
    const api = await start();
    const response = await api
      .post('/api/golden-path/v1/previews')
      .set('Authorization', USER)
      .send(body);
    expect(response.body.error?.message).toMatch(message);
    expect(response.status).toBe(400);
  });

  it('answers 404 to a template that the caller cannot see', async () => {
    const api = await start();
    const { status } = await api
      .post('/api/golden-path/v1/previews')
      .set('Authorization', USER)
      .send({ ...good, template: 'template:default/none' });
    expect(status).toBe(404);
  });
});

describe('GET /cli/:file', () => {
  it('serves the packed CLI to everybody, to be kept for good', async () => {
    const api = await start();
    const response = await api
      .get(`/api/golden-path/cli/${CLI}`)
      .set('Authorization', mockCredentials.none.header())
      .buffer()
      .expect(200);
    expect(response.headers).toMatchObject({
      'content-type': 'application/gzip',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(response.body.toString()).toBe('packed');
  });

  it.each([
    'manifest.json',
    'companyos-cli-9.9.9.tgz',
    '..%2fsecret.tgz',
    '..%2F..%2F..%2Fetc%2Fpasswd',
    'companyos-cli-..%2f..%2fsecret.tgz',
    '%2e%2e%2fsecret.tgz',
    'companyos-cli-0.1.0.tgz%00',
  ])('has nothing else: %s', async file => {
    const api = await start();
    const { text } = await api.get(`/api/golden-path/cli/${file}`).expect(404);
    expect(text).not.toContain('not to be read');
  });
});

describe.each([
  ['get', '/v1/platform'],
  ['post', '/v1/previews'],
  ['get', '/openapi.json'],
] as const)('%s %s', (method, path) => {
  it('answers 401 to nobody', async () => {
    const api = await start();
    const { status } = await api[method](`/api/golden-path${path}`).set(
      'Authorization',
      mockCredentials.none.header(),
    );
    expect(status).toBe(401);
  });
});

it.each([
  ['get', '/v1/platform', 'golden-path.platform.read'],
  ['post', '/v1/previews', 'golden-path.preview.create'],
] as const)('%s %s answers 403 and names the permission', async (...args) => {
  const [method, path, permission] = args;
  const api = await start({ result: AuthorizeResult.DENY });
  const { body } = await api[method](`/api/golden-path${path}`)
    .set('Authorization', USER)
    .send(good)
    .expect(403);
  expect(body.error.message).toContain(permission);
});

it('describes its API', async () => {
  const api = await start();
  const { body } = await api
    .get('/api/golden-path/openapi.json')
    .set('Authorization', USER)
    .expect(200);
  expect(Object.keys(body.paths)).toEqual([
    '/v1/platform',
    '/v1/previews',
    '/cli/{file}',
  ]);
  const { schema } =
    body.paths['/v1/previews'].post.requestBody.content['application/json'];
  expect(schema.required).toEqual(['template', 'values']);
});

function previewFolders(): string[] {
  return readdirSync(tmpdir()).filter(name =>
    name.startsWith('golden-path-preview-'),
  );
}
