import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SupplyChainClient } from './client';

const seen: { method?: string; url?: string; body: string }[] = [];
let answer: { status: number; body: unknown };
let server: Server;
let client: SupplyChainClient;

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { method, url } = request;
    seen.push({ method, url, body: await read(request) });
    response.writeHead(answer.status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  client = new SupplyChainClient({
    baseUrl: `http://127.0.0.1:${port}`,
    fetch,
  });
});
beforeEach(() => seen.splice(0));
afterAll(
  () =>
    new Promise(resolve => {
      server.close(resolve);
    }),
);

const entityRef = 'component:default/customer-records';
const digest = `sha256:${'a'.repeat(64)}`;

it('addresses lists with their filters', async () => {
  answer = { status: 200, body: { items: [] } };
  await client.listReleases(entityRef, { limit: 5 });
  await client.listDeployments(entityRef, { cursor: 'abc' });
  await client.listComponents(digest, { query: 'a&b' });
  await client.listUsages({ purl: 'pkg:npm/%40acme/x', range: '>=1 <2' });
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /v1/entities/component/default/customer-records/releases?limit=5',
    'GET /v1/entities/component/default/customer-records/deployments?cursor=abc',
    `GET /v1/releases/sha256%3A${'a'.repeat(64)}/components?query=a%26b`,
    'GET /v1/components?purl=pkg%3Anpm%2F%2540acme%2Fx&range=%3E%3D1+%3C2',
  ]);
});

it('uploads the bytes that it is given', async () => {
  answer = { status: 201, body: { items: [] } };
  await client.upload(entityRef, Buffer.from(' { "a": 1 }\n'));
  expect(seen).toEqual([
    {
      method: 'POST',
      url: '/v1/attestations?entityRef=component%3Adefault%2Fcustomer-records',
      body: ' { "a": 1 }\n',
    },
  ]);
});

it('asks a gate, whose denial is no error', async () => {
  const question = { digest, environment: 'production' };
  const decision = {
    environment: 'production',
    artifact: { name: 'customer-records', digest },
    allow: false,
    violations: [{ code: 'statement_absent', message: 'There is no SBOM.' }],
    counted: { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 },
    excepted: [],
    policy: `sha256:${'0'.repeat(64)}`,
  };
  answer = { status: 200, body: decision };
  await expect(client.askGate('release', question)).resolves.toEqual(decision);
  expect(seen).toEqual([
    {
      method: 'POST',
      url: '/v1/gates/release',
      body: JSON.stringify(question),
    },
  ]);
});

it('gets a bundle byte for byte', async () => {
  answer = { status: 200, body: { bundle: 'ü' } };
  const bytes = await client.getBundle('1');
  expect(Buffer.from(bytes).toString()).toBe('{"bundle":"ü"}');
});

it('raises what the server says, and what does not fit the contract', async () => {
  answer = {
    status: 404,
    body: {
      error: { name: 'NotFoundError', message: 'none' },
      response: { statusCode: 404 },
    },
  };
  await expect(client.getRelease(digest)).rejects.toMatchObject({
    statusCode: 404,
    cause: { name: 'NotFoundError', message: 'none' },
  });
  answer = { status: 200, body: { summaries: { x: { wrong: true } } } };
  await expect(client.summaries([])).rejects.toThrow(/summaries/);
});
