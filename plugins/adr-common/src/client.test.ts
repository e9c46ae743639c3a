import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AdrClient } from './client';

const seen: { method?: string; url?: string; body: string }[] = [];
let answer: { status: number; body: unknown };
let server: Server;
let client: AdrClient;

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
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = new AdrClient({ baseUrl: `http://127.0.0.1:${port}`, fetch });
});
beforeEach(() => seen.splice(0));
afterAll(() => new Promise(resolve => server.close(resolve)));

const entityRef = 'component:default/customer-records';

it('addresses lists with their filters', async () => {
  answer = { status: 200, body: { items: [] } };
  await client.listAdrs({ status: 'proposed', query: 'a&b', limit: 5 });
  await client.listDocuments({ awaiting: 'me' });
  answer = { status: 200, body: { items: [], source: { state: 'pending' } } };
  await client.listEntityAdrs(entityRef, { cursor: 'abc' });
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /v1/adrs?status=proposed&query=a%26b&limit=5',
    'GET /v1/documents?awaiting=me',
    'GET /v1/entities/component/default/customer-records/adrs?cursor=abc',
  ]);
});

it('keeps the slashes of a document and encodes the rest', async () => {
  const revision = `sha256:${'0'.repeat(64)}`;
  const signOff = {
    user: 'user:default/ada',
    groups: [],
    revision,
    signedAt: '2026-11-01T10:00:00.000Z',
    development: false,
    via: 'portal',
  };
  answer = { status: 201, body: signOff };
  await expect(
    client.signOff(entityRef, 'docs/a b#c.md', { revision }),
  ).resolves.toEqual(signOff);
  expect(seen).toEqual([
    {
      method: 'POST',
      url: '/v1/entities/component/default/customer-records/documents/docs/a%20b%23c.md/sign-offs',
      body: JSON.stringify({ revision }),
    },
  ]);
});

it('raises what the server says, and what does not fit the contract', async () => {
  answer = {
    status: 409,
    body: {
      error: { name: 'ConflictError', message: 'changed' },
      response: { statusCode: 409 },
    },
  };
  await expect(client.summaries([])).rejects.toMatchObject({
    statusCode: 409,
    cause: { name: 'ConflictError', message: 'changed' },
  });
  answer = { status: 200, body: { summaries: { x: { wrong: true } } } };
  await expect(client.summaries([])).rejects.toThrow(/summaries/);
});
