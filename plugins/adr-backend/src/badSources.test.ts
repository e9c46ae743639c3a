import { randomBytes } from 'node:crypto';
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

const GOOD = { 'docs/adr/1-fine.md': '---\nstatus: accepted\n---\n# Fine\n' };

type Files = Record<string, string>;

/** A portal with the entity `bad` and, behind it in the line, `good`. */
async function start(
  bad: { files?: Files; fault?: number | 'silent'; adrPath?: string },
  adr = {},
) {
  github.commit('bad', bad.files ?? GOOD);
  github.commit('good', GOOD);
  github.fail('bad', bad.fault);
  const annotations: Record<string, string> = bad.adrPath
    ? { 'companyos.dev/adr-path': bad.adrPath }
    : {};
  const portal = await startPortal({
    databases,
    github,
    entities: [
      componentOf(github, 'bad', { annotations }),
      componentOf(github, 'good'),
    ],
    // One after the other, so that `good` would wait for whatever holds up `bad`.
    config: { adr: { concurrency: 1, ...adr } },
  });
  const read = async (name: string) =>
    (await portal.get(`/v1/entities/component/default/${name}/adrs`)).body;
  return { ...portal, read };
}

/** What `bad` is after one round, when `good` is as it should be. */
async function readBad(...options: Parameters<typeof start>) {
  const { sync, read } = await start(...options);
  await sync();
  await expect(read('good')).resolves.toMatchObject({
    items: [{ title: 'Fine', problems: [] }],
    source: { state: 'ok' },
  });
  return read('bad');
}

function problemsOf(body: {
  items: { path: string; problems: { code: string }[] }[];
}) {
  return Object.fromEntries(
    body.items.map(({ path, problems }) => [
      path.replace('docs/adr/', ''),
      problems.map(({ code }) => code),
    ]),
  );
}

describe('a bad source has a state and a reason, and the rest is read:', () => {
  it.each([
    [401, 'FORBIDDEN'],
    [403, 'FORBIDDEN'],
    [404, 'NOT_FOUND'],
    [429, 'UNAVAILABLE'],
    [500, 'UNAVAILABLE'],
    [503, 'UNAVAILABLE'],
  ])('one that answers %s is %s', async (fault, code) => {
    await expect(readBad({ fault })).resolves.toMatchObject({
      items: [],
      source: { state: 'failed', code, reason: expect.stringMatching(/\S/) },
    });
  });

  it('one that never answers is TIMEOUT, and nobody waits for it', async () => {
    const { sync, read } = await start(
      { fault: 'silent' },
      { concurrency: 2, timeout: 5 },
    );
    const started = Date.now();
    const done = sync();
    while ((await read('good')).source?.state !== 'ok') {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    expect(Date.now() - started).toBeLessThan(5_000);
    expect((await read('bad')).source).toEqual({ state: 'pending' });
    await done;
    await expect(read('bad')).resolves.toMatchObject({
      items: [],
      source: {
        state: 'failed',
        code: 'TIMEOUT',
        reason: 'The source did not answer within 5 s',
      },
    });
  });

  it('one that never answered goes to the end of the line', async () => {
    const { sync, read } = await start({ fault: 'silent' }, { timeout: 3 });
    await sync();
    github.commit('good', { 'docs/adr/2-next.md': '# Next' });
    const started = Date.now();
    const done = sync();
    while ((await read('good')).items[0].title !== 'Next') {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    expect(Date.now() - started).toBeLessThan(3_000);
    await done;
  });

  it('one with 10,000 files is TOO_MANY_FILES, and is not fetched again until it changes', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i) => [`docs/adr/${i}.md`, '# A']),
    );
    const { sync, read } = await start({ files });
    await sync();
    await expect(read('good')).resolves.toMatchObject({
      source: { state: 'ok' },
    });
    const failed = {
      items: [],
      source: {
        state: 'failed',
        code: 'TOO_MANY_FILES',
        reason: "The source has more than 2000 files to read in 'docs'",
      },
    };
    await expect(read('bad')).resolves.toMatchObject(failed);
    github.requests.splice(0);
    await sync();
    expect(github.requests.filter(path => /tarball/.test(path))).toEqual([]);
    await expect(read('bad')).resolves.toMatchObject(failed);
    github.commit('bad', GOOD);
    await sync();
    await expect(read('bad')).resolves.toMatchObject({
      items: [{ title: 'Fine' }],
      source: { state: 'ok' },
    });
  });

  it('one with too many bytes in all is TOO_LARGE', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 25 }, (_, i) => [
        `docs/adr/${i}.md`,
        `# A\n${'word '.repeat(160_000)}`,
      ]),
    );
    await expect(readBad({ files })).resolves.toMatchObject({
      source: {
        state: 'failed',
        code: 'TOO_LARGE',
        reason: "The source has more than 10485760 bytes to read in 'docs'",
      },
    });
  });

  it('one whose annotation leads out of it is PATH_INVALID', async () => {
    await expect(readBad({ adrPath: '../../etc' })).resolves.toMatchObject({
      source: {
        state: 'failed',
        code: 'PATH_INVALID',
        reason: expect.stringContaining("is '../../etc'"),
      },
    });
  });

  it('what was read stays while its source is away', async () => {
    const { sync, read } = await start({});
    await sync();
    github.fail('bad', 500);
    await sync();
    await expect(read('bad')).resolves.toMatchObject({
      items: [{ title: 'Fine' }],
      source: {
        state: 'failed',
        code: 'UNAVAILABLE',
        readAt: expect.any(String),
      },
    });
    github.fail('bad', undefined);
    await sync();
    await expect(read('bad')).resolves.toMatchObject({
      source: { state: 'ok' },
    });
  });
});

describe('a bad record has a problem, and the rest is read:', () => {
  const superseded = (by: number) =>
    `# X\n\n## Status\n\nSuperseded by ADR-${by}\n`;

  it.each<[string, Files, Record<string, string[]>]>([
    [
      'Markdown of 20 MB',
      {
        '1-huge.md': randomBytes(10 * 1024 * 1024).toString('hex'),
        '2-fine.md': '# Fine',
      },
      { '1-huge.md': ['TOO_LARGE'], '2-fine.md': [] },
    ],
    [
      'two that supersede each other',
      { '1-a.md': superseded(2), '2-b.md': superseded(1), '3-c.md': '# C' },
      {
        '1-a.md': ['SUPERSESSION_CYCLE'],
        '2-b.md': ['SUPERSESSION_CYCLE'],
        '3-c.md': [],
      },
    ],
    [
      'one that supersedes itself',
      { '1-a.md': superseded(1) },
      { '1-a.md': ['SUPERSESSION_CYCLE'] },
    ],
    [
      'two with one number',
      { '1-a.md': '# A', '1-b.md': '# B', '2-c.md': '# C' },
      {
        '1-a.md': ['NUMBER_DUPLICATE'],
        '1-b.md': ['NUMBER_DUPLICATE'],
        '2-c.md': [],
      },
    ],
    [
      'what is no YAML, no text, or nothing',
      {
        '1-a.md': '---\nstatus: [\n---\n# A',
        '2-b.md': 'a\0b',
        '4-empty.md': '',
        '5-e.md': '---\ntitle: "no\\0text \\uD800"\n---\n',
        '6-f.md': `# ${'x'.repeat(299)}😀`,
        '3-c.md': '# C',
      },
      {
        '1-a.md': ['FRONT_MATTER_INVALID'],
        '2-b.md': ['NOT_TEXT'],
        '3-c.md': [],
        '4-empty.md': ['TITLE_MISSING'],
        '5-e.md': [],
        '6-f.md': [],
      },
    ],
  ])('%s', async (_, records, problems) => {
    const files = Object.fromEntries(
      Object.entries(records).map(([name, text]) => [`docs/adr/${name}`, text]),
    );
    const body = await readBad({ files });
    expect(body.source.state).toBe('ok');
    expect(problemsOf(body)).toEqual(problems);
  });
});
