import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mockServices } from '@backstage/backend-test-utils';
import type { Adr } from '@companyos/plugin-adr-common';
import { AdrCollatorFactory } from './AdrCollatorFactory';

const adr: Adr = {
  entityRef: 'component:default/pay',
  path: 'docs/adr/0001-a.md',
  number: 1,
  title: 'A',
  status: 'accepted',
  deciders: [],
  tags: ['db'],
  supersedes: [],
  supersededBy: [],
  problems: [],
  text: 'A\nBecause.',
};
const pages: Record<string, object> = {
  '/v1/adrs?include=text&limit=100': { items: [adr], nextCursor: 'next' },
  '/v1/adrs?include=text&limit=100&cursor=next': {
    items: [{ ...adr, number: undefined, path: 'docs/adr/b.md', title: 'B' }],
  },
};

let server: Server;
const authorizations: (string | undefined)[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    authorizations.push(request.headers.authorization);
    const page = pages[request.url ?? ''];
    response.writeHead(page ? 200 : 404).end(JSON.stringify(page));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise(resolve => server.close(resolve)));

it('indexes every record, page by page, as the search plugin itself', async () => {
  const { port } = server.address() as AddressInfo;
  const factory = new AdrCollatorFactory({
    auth: mockServices.auth(),
    discovery: mockServices.discovery.mock({
      getBaseUrl: async () => `http://127.0.0.1:${port}`,
    }),
  });
  expect(factory.visibilityPermission.name).toBe('catalog.entity.read');
  const documents = [];
  for await (const document of await factory.getCollator()) {
    documents.push(document);
  }
  expect(documents).toEqual([
    {
      title: 'ADR 1: A',
      text: 'A\nBecause.',
      location:
        '/catalog/default/component/pay/adrs?document=docs%2Fadr%2F0001-a.md',
      authorization: { resourceRef: 'component:default/pay' },
      entityRef: 'component:default/pay',
      status: 'accepted',
      tags: ['db'],
    },
    expect.objectContaining({ title: 'B' }),
  ]);
  expect(authorizations).toEqual([
    expect.stringMatching(/^Bearer ./),
    expect.stringMatching(/^Bearer ./),
  ]);
});
