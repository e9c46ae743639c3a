import { GoldenPathClient } from './client';

const baseUrl = 'http://localhost:7007/api/golden-path';

function clientThatGets(status: number, body: unknown) {
  const fetch = jest.fn(async (..._: Parameters<typeof globalThis.fetch>) =>
    Response.json(body, { status }),
  );
  return { fetch, client: new GoldenPathClient({ baseUrl, fetch }) };
}

it('sends what was entered, with the token', async () => {
  const preview = {
    template: { entityRef: 'template:default/service-api', version: '1.0.0' },
    publish: { target: 'local-git', description: 'here' },
    repository: { webUrl: 'http://a/b', cloneUrl: 'http://a/b.git' },
    files: [{ path: 'README.md', mode: '100644', size: 1, content: 'x' }],
  };
  const { fetch, client } = clientThatGets(200, preview);
  const body = {
    template: 'template:default/service-api',
    values: { name: 'orders' },
  };
  await expect(client.createPreview(body, { token: 't' })).resolves.toEqual(
    preview,
  );
  const [url, init] = fetch.mock.calls[0];
  expect(url).toBe(`${baseUrl}/v1/previews`);
  expect(init).toMatchObject({
    method: 'POST',
    headers: { Authorization: 'Bearer t' },
    body: JSON.stringify(body),
  });
});

it('refuses an answer of another shape than the contract', async () => {
  const { client } = clientThatGets(200, { portalUrl: 'not a URL' });
  await expect(client.getPlatform()).rejects.toThrow(/Invalid/);
});

it('raises what the server says', async () => {
  const { client } = clientThatGets(403, {
    error: { name: 'NotAllowedError', message: 'ask the platform team' },
    response: { statusCode: 403 },
  });
  await expect(client.getPlatform()).rejects.toMatchObject({
    statusCode: 403,
  });
});
