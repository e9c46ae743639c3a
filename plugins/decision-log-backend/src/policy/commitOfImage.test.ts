import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { createCommitOfImage } from './commitOfImage';

const image = {
  digest: `sha256:${'a'.repeat(64)}`,
  entityRef: 'component:default/crm',
};

let server: Server;
let status: number;
let asked: { url?: string; authorization?: string };

beforeAll(async () => {
  server = createServer((req, res) => {
    asked = { url: req.url, authorization: req.headers.authorization };
    res.writeHead(status, { 'Content-Type': 'application/json' });
    res.end(JSON.stringify({ error: { name: 'E', message: 'no' } }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
});

const commitOf = () =>
  createCommitOfImage({
    auth: mockServices.auth(),
    discovery: mockServices.discovery.mock({
      getBaseUrl: async () =>
        `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    }),
  })(image, mockCredentials.user('user:default/ada'));

it.each([403, 404])(
  'is not known after a %d, and asked for as the caller',
  async code => {
    status = code;
    await expect(commitOf()).resolves.toBeUndefined();
    expect(asked.url).toBe(
      `/api/v1/releases/${encodeURIComponent(
        image.digest,
      )}?entityRef=${encodeURIComponent(image.entityRef)}`,
    );
    expect(asked.authorization).toContain('user:default/ada');
  },
);

it('is an error when the supply chain does not answer', async () => {
  status = 503;
  await expect(commitOf()).rejects.toThrow(/503/);
});
