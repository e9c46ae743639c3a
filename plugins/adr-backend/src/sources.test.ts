import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import { GitHubServer } from './__testUtils__/GitHubServer';
import { componentOf, startPortal } from './__testUtils__/startPortal';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(60_000);

let github: GitHubServer;
beforeEach(async () => {
  github = await GitHubServer.start();
});
afterEach(() => github.stop());

const entity = (name: string) => `/v1/entities/component/default/${name}`;
const madr = (status: string, title = 'Use PostgreSQL') =>
  `---\nstatus: ${status}\ndate: 2026-01-02\ndecision-makers: [Ada]\ntags: [db]\n---\n# ${title}\n\n## Context\n`;

describe('a source', () => {
  it('is shown as it is, and costs one conditional request while it does not change', async () => {
    github.commit('pay', {
      'docs/adr/0001-use-mysql.md': madr('superseded by ADR-0002', 'Use MySQL'),
      'docs/adr/0002-use-postgresql.md': madr('accepted'),
      'docs/adr/template.md': madr('proposed', 'Template'),
      'docs/adr/README.md': '# Decisions',
      'docs/guide.md': '# Guide',
      'src/index.ts': 'x',
    });
    const entities = [componentOf(github, 'pay')];
    const portal = await startPortal({ databases, github, entities });

    await portal.sync();
    const first = await portal.get(`${entity('pay')}/adrs`).expect(200);
    expect(first.body).toEqual({
      totalItems: 2,
      items: [
        {
          entityRef: 'component:default/pay',
          path: 'docs/adr/0001-use-mysql.md',
          title: 'Use MySQL',
          revision: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
          sourceUrl:
            'https://git.test/acme/pay/tree/main/docs/adr/0001-use-mysql.md',
          techDocsPath: '/docs/default/component/pay/adr/0001-use-mysql/',
          number: 1,
          status: 'superseded',
          statusText: 'superseded by ADR-0002',
          date: '2026-01-02',
          deciders: ['Ada'],
          tags: ['db'],
          supersedes: [],
          supersededBy: [
            {
              text: 'ADR-0002',
              path: 'docs/adr/0002-use-postgresql.md',
              number: 2,
              title: 'Use PostgreSQL',
            },
          ],
          problems: [],
        },
        expect.objectContaining({
          number: 2,
          status: 'accepted',
          supersedes: [
            expect.objectContaining({ path: 'docs/adr/0001-use-mysql.md' }),
          ],
        }),
      ],
      source: {
        state: 'ok',
        url: 'https://git.test/acme/pay/tree/main/',
        adrPath: 'docs/adr',
        checkedAt: expect.any(String),
        readAt: expect.any(String),
      },
    });

    github.requests.splice(0);
    await portal.sync();
    expect(github.requests).toEqual(['/repos/acme/pay/commits/main/status']);
    const again = await portal.get(`${entity('pay')}/adrs`).expect(200);
    expect(again.body.items).toEqual(first.body.items);

    github.commit('pay', { 'docs/adr/0002-x.md': madr('deprecated', 'X') });
    await portal.sync();
    const changed = await portal.get(`${entity('pay')}/adrs`).expect(200);
    expect(
      changed.body.items.map((adr: { title: string }) => adr.title),
    ).toEqual(['X']);
  });

  it('is read anew when the entity names another folder', async () => {
    github.commit('pay', {
      'decisions/1-a.md': '# A',
      'docs/adr/2-b.md': '# B',
    });
    const entities = [componentOf(github, 'pay')];
    const portal = await startPortal({ databases, github, entities });
    await portal.sync();
    entities[0] = componentOf(github, 'pay', {
      annotations: { 'companyos.dev/adr-path': 'decisions/' },
    });
    await portal.sync();
    const { body } = await portal.get(`${entity('pay')}/adrs`).expect(200);
    expect(body.items).toMatchObject([{ title: 'A', number: 1 }]);
  });

  it('goes with its entity', async () => {
    github.commit('pay', { 'docs/adr/1-a.md': '# A' });
    const entities = [componentOf(github, 'pay')];
    const portal = await startPortal({ databases, github, entities });
    await portal.sync();
    entities.pop();
    await portal.sync();
    await portal.get(`${entity('pay')}/adrs`).expect(404);
    const { body } = await portal.get('/v1/adrs').expect(200);
    expect(body.items).toEqual([]);
  });

  it('may be the portal’s own checkout', async () => {
    const top = mkdtempSync(join(tmpdir(), 'checkout-'));
    try {
      mkdirSync(join(top, 'docs/adr'), { recursive: true });
      writeFileSync(join(top, 'docs/adr/ADR-001-one.md'), '# ADR-001: One\n');
      const file = join(top, 'catalog-info.yaml');
      const own = componentOf(github, 'portal');
      own.metadata.annotations = {
        'backstage.io/managed-by-location': `file:${file}`,
        'backstage.io/managed-by-origin-location': `file:${file}`,
      };
      const stranger = componentOf(github, 'stranger');
      stranger.metadata.annotations = {
        'backstage.io/managed-by-location': `file:${file}`,
        'backstage.io/managed-by-origin-location': 'url:https://git.test/x',
      };
      const portal = await startPortal({
        databases,
        github,
        entities: [own, stranger],
        config: { catalog: { locations: [{ type: 'file', target: file }] } },
      });
      await portal.sync();
      const { body } = await portal.get(`${entity('portal')}/adrs`).expect(200);
      expect(body).toMatchObject({
        items: [{ title: 'One', number: 1 }],
        source: { state: 'ok' },
      });
      const other = await portal.get(`${entity('stranger')}/adrs`).expect(200);
      expect(other.body).toMatchObject({
        items: [],
        source: { state: 'none', code: 'NO_SOURCE' },
      });
    } finally {
      rmSync(top, { recursive: true });
    }
  });
});

it('gives each bad source a state and a reason, and reads the rest on time', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, i) => [`docs/adr/${i}.md`, '# A']),
  );
  const big = Object.fromEntries(
    Array.from({ length: 25 }, (_, i) => [
      `docs/adr/${i}.md`,
      `# A\n${'word '.repeat(160_000)}`,
    ]),
  );
  const link = (to: number) => `# X\n\n## Status\n\nSuperseded by ADR-${to}\n`;
  const repositories: Record<string, Record<string, string>> = {
    many,
    big,
    'one-huge-file': {
      'docs/adr/1-huge.md': randomBytes(10 * 1024 * 1024).toString('hex'),
      'docs/adr/2-fine.md': '# Fine',
    },
    cycle: { 'docs/adr/1-a.md': link(2), 'docs/adr/2-b.md': link(1) },
    twins: { 'docs/adr/1-a.md': '# A', 'docs/adr/1-b.md': '# B' },
    malformed: {
      'docs/adr/1-a.md': '---\nstatus: [\n---\n# A',
      'docs/adr/2-b.md': 'a\0b',
      'docs/adr/4-empty.md': '',
      'docs/adr/5-e.md': '---\ntitle: "no\\0text \\uD800"\n---\n',
      'docs/adr/6-f.md': `# ${'x'.repeat(299)}😀`,
      'docs/adr/3-c.md': madr('accepted', 'C'),
    },
    zfine: { 'docs/adr/1-a.md': madr('accepted', 'A') },
  };
  for (const [name, files] of Object.entries(repositories)) {
    github.commit(name, files);
  }
  github.fail('forbidden', 403);
  github.fail('missing', 404);
  github.fail('broken', 500);
  github.fail('silent', 'silent');
  const names = [
    'silent',
    'forbidden',
    'missing',
    'broken',
    ...Object.keys(repositories),
  ];
  const entities = names.map(name => componentOf(github, name));
  entities.push(
    componentOf(github, 'outside', {
      annotations: { 'companyos.dev/adr-path': '../../etc' },
    }),
  );
  const portal = await startPortal({
    databases,
    github,
    entities,
    config: { adr: { timeout: 15, concurrency: 2 } },
  });
  const done = portal.sync();

  // The silent source is the first in line, and nobody waits for it.
  const read = async (name: string) =>
    (await portal.get(`${entity(name)}/adrs`)).body;
  while ((await read('zfine')).source?.state !== 'ok') {
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  expect((await read('silent')).source).toEqual({ state: 'pending' });
  await done;

  await expect(read('silent')).resolves.toMatchObject({
    items: [],
    source: {
      state: 'failed',
      code: 'TIMEOUT',
      reason: 'The source did not answer within 15 s',
    },
  });
  const code = async (name: string) => (await read(name)).source.code;
  await expect(code('forbidden')).resolves.toBe('FORBIDDEN');
  await expect(code('missing')).resolves.toBe('NOT_FOUND');
  await expect(code('broken')).resolves.toBe('UNAVAILABLE');
  await expect(code('outside')).resolves.toBe('PATH_INVALID');
  await expect(read('many')).resolves.toMatchObject({
    source: {
      state: 'failed',
      code: 'TOO_MANY_FILES',
      reason: "The source has more than 2000 files to read in 'docs'",
    },
  });
  await expect(read('big')).resolves.toMatchObject({
    source: {
      code: 'TOO_LARGE',
      reason: "The source has more than 10485760 bytes to read in 'docs'",
    },
  });

  const problems = async (name: string) =>
    Object.fromEntries(
      (await read(name)).items.map(
        (adr: { path: string; problems: { code: string }[] }) => [
          adr.path.replace('docs/adr/', ''),
          adr.problems.map(problem => problem.code),
        ],
      ),
    );
  await expect(problems('one-huge-file')).resolves.toEqual({
    '1-huge.md': ['TOO_LARGE'],
    '2-fine.md': [],
  });
  await expect(problems('cycle')).resolves.toEqual({
    '1-a.md': ['SUPERSESSION_CYCLE'],
    '2-b.md': ['SUPERSESSION_CYCLE'],
  });
  await expect(problems('twins')).resolves.toEqual({
    '1-a.md': ['NUMBER_DUPLICATE'],
    '1-b.md': ['NUMBER_DUPLICATE'],
  });
  await expect(problems('malformed')).resolves.toEqual({
    '1-a.md': ['FRONT_MATTER_INVALID'],
    '2-b.md': ['NOT_TEXT'],
    '3-c.md': [],
    '4-empty.md': ['TITLE_MISSING'],
    '5-e.md': [],
    '6-f.md': [],
  });

  // A source beyond the bounds is not fetched again until it changes.
  github.requests.splice(0);
  github.fail('silent', 500);
  await portal.sync();
  expect(github.requests.filter(path => /tarball/.test(path))).toEqual([]);
  await expect(code('many')).resolves.toBe('TOO_MANY_FILES');

  // What was read stays while its source is away.
  github.fail('zfine', 500);
  await portal.sync();
  await expect(read('zfine')).resolves.toMatchObject({
    items: [{ title: 'A' }],
    source: {
      state: 'failed',
      code: 'UNAVAILABLE',
      readAt: expect.any(String),
    },
  });
  github.fail('zfine', undefined);
  await portal.sync();
  await expect(read('zfine')).resolves.toMatchObject({
    source: { state: 'ok' },
  });
});
