import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import request from 'supertest';
import { routersOn } from './__testUtils__/routers';
import { until } from './__testUtils__/testHost';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

async function setUp(options: { denied?: string[] } = {}) {
  return routersOn(await databases.init('POSTGRES_18'), options);
}

describe('/repos', () => {
  const basic = `Basic ${Buffer.from(
    `ada:${mockCredentials.user.token('user:default/ada')}`,
  ).toString('base64')}`;

  it.each([
    ['/repos/crm/tree/main/docs', '/repositories/crm/tree/main/docs'],
    ['/repos/crm/blob/v1%2Fx/a.md', '/repositories/crm/blob/v1%2Fx/a.md'],
    ['/repos/crm.git', '/repositories/crm'],
  ])('leads a browser from %s to the page', async (from, to) => {
    const { app } = await setUp();
    const answer = await request(app).get(from).set('Accept', 'text/html');
    expect(answer.status).toBe(302);
    expect(answer.headers.location).toBe(`http://localhost:3000${to}`);
  });

  it.each([
    ['/repos/crm/tree/main', 404],
    ['/repos/crm.git/HEAD', 404],
    ['/repos/crm.git/objects/info/packs', 404],
    ['/repos/crm.git/info/refs', 400],
    ['/repos/crm.git/info/refs?service=git-shell', 400],
    ['/repos/%2e%2e%2fetc.git/info/refs?service=git-upload-pack', 400],
    ['/repos/crm%0a.git/info/refs?service=git-upload-pack', 400],
    [`/repos/${'a'.repeat(10_000)}.git/info/refs?service=git-upload-pack`, 400],
    ['/repos/%ff.git/info/refs?service=git-upload-pack', 400],
  ])('answers %.80s with %d in plain words', async (path, status) => {
    const { app } = await setUp();
    const answer = await request(app).get(path).set('Authorization', basic);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^text\/plain/);
    expect(answer.text.length).toBeLessThan(300);
  });

  it('a body that is not Git’s is refused, and so is one that is not gzip', async () => {
    const { ada, app, finish } = await setUp();
    await ada.post('/v1/repositories', { name: 'crm' });
    const post = (type: string, body: string) =>
      request(app)
        .post('/repos/crm.git/git-receive-pack')
        .set('Authorization', basic)
        .set('Content-Type', type)
        .buffer(true)
        .send(body);
    const receive = 'application/x-git-receive-pack-request';
    expect((await post('text/plain', 'hello')).status).toBe(415);
    await post(receive, 'this is not a pack');
    await until(async () => finish.fail.mock.calls.length === 2);
    const zipped = await post(receive, 'hello').set('Content-Encoding', 'gzip');
    expect(zipped.status).toBe(400);
    const other = await post(receive, 'hello').set('Content-Encoding', 'br');
    expect(other.status).toBe(400);
  });
});
