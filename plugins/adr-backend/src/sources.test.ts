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
  it('is shown as it is', async () => {
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

    github.commit('pay', { 'docs/adr/0002-x.md': madr('deprecated', 'X') });
    await portal.sync();
    const changed = await portal.get(`${entity('pay')}/adrs`).expect(200);
    expect(
      changed.body.items.map((adr: { title: string }) => adr.title),
    ).toEqual(['X']);
  });

  it('that did not change costs one conditional request', async () => {
    github.commit('pay', { 'docs/adr/1-a.md': '# A' });
    const entities = [componentOf(github, 'pay')];
    const portal = await startPortal({ databases, github, entities });
    await portal.sync();
    const first = await portal.get(`${entity('pay')}/adrs`).expect(200);
    github.requests.splice(0);
    await portal.sync();
    expect(github.requests).toEqual(['/repos/acme/pay/commits/main/status']);
    const again = await portal.get(`${entity('pay')}/adrs`).expect(200);
    expect(again.body.items).toEqual(first.body.items);
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
