import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { urlReaderServiceFactory } from '@backstage/backend-defaults/urlReader';
import { coreServices } from '@backstage/backend-plugin-api';
import {
  mockServices,
  ServiceFactoryTester,
} from '@backstage/backend-test-utils';
import { BareRepository } from './BareRepository';
import {
  BASE_URL,
  checkoutWith,
  git,
  temporaryFolder,
} from './__testUtils__/testHost';
import { localGitUrlReaderServiceFactory } from './urlReaderServiceFactory';

const files = {
  'catalog-info.yaml': 'kind: Component\n',
  'mkdocs.yml': 'site_name: CRM\n',
  'a.yaml': 'a: 1\n',
  'docs/index.md': '# Docs\n',
  '.gitattributes': 'a.yaml export-ignore\nmkdocs.yml export-subst\n',
};

async function readerOf(localGit: { enabled: boolean; root: string }) {
  const tester = ServiceFactoryTester.from(urlReaderServiceFactory, {
    dependencies: [
      localGitUrlReaderServiceFactory,
      mockServices.rootConfig.factory({
        data: { backend: { baseUrl: 'http://localhost:7007' }, localGit },
      }),
    ],
  });
  return tester.getService(coreServices.urlReader);
}

async function setUp() {
  const root = await temporaryFolder();
  const bare = join(root, 'crm.git');
  await BareRepository.init(bare, '../.host/git.config');
  const work = await checkoutWith(files);
  const head = await git(work, 'rev-parse', 'HEAD');
  await git(work, 'push', '--quiet', bare, 'main', 'main:release/1.0');
  return { reader: await readerOf({ enabled: true, root }), work, bare, head };
}

const at = (path: string) => `${BASE_URL}/repos/crm/${path}`;

describe('readUrl', () => {
  it('reads a file; its etag is the blob', async () => {
    const { reader, work } = await setUp();
    const url = at('blob/main/catalog-info.yaml');
    const answer = await reader.readUrl(url);
    expect((await answer.buffer()).toString()).toBe('kind: Component\n');
    expect((await buffer(answer.stream!())).toString()).toBe(
      'kind: Component\n',
    );
    expect(answer.etag).toBe(
      await git(work, 'rev-parse', 'HEAD:catalog-info.yaml'),
    );
    await expect(
      reader.readUrl(url, { etag: answer.etag }),
    ).rejects.toMatchObject({ name: 'NotModifiedError' });
  });

  it('reads a branch with a slash in its name', async () => {
    const { reader } = await setUp();
    const answer = await reader.readUrl(at('blob/release%2F1.0/docs/index.md'));
    expect((await answer.buffer()).toString()).toBe('# Docs\n');
  });

  it.each([
    ['blob/main/nowhere.yaml', 'NotFoundError'],
    ['blob/nowhere/catalog-info.yaml', 'NotFoundError'],
    ['blob/main/docs', 'NotFoundError'],
    ['raw/main/catalog-info.yaml', 'InputError'],
    ['blob/--upload-pack=x/a', 'InputError'],
    ['blob/main/docs%2F..%2F..%2F..%2Fetc%2Fpasswd', 'InputError'],
  ])('refuses %s', async (path, name) => {
    const { reader } = await setUp();
    await expect(reader.readUrl(at(path))).rejects.toMatchObject({ name });
  });
});

describe('readTree', () => {
  it('reads everything as committed; the etag is the commit', async () => {
    const { reader, head } = await setUp();
    const tree = await reader.readTree(at('tree/main/'));
    expect(tree.etag).toBe(head);
    const found = await tree.files();
    expect(found.map(file => file.path).sort()).toEqual(
      Object.keys(files).sort(),
    );
    const mine = found.find(file => file.path === 'a.yaml');
    expect((await mine!.content()).toString()).toBe('a: 1\n');
    await expect(
      reader.readTree(at('tree/main'), { etag: head }),
    ).rejects.toMatchObject({ name: 'NotModifiedError' });
  });

  it('reads a folder, filtered, to a directory', async () => {
    const { reader } = await setUp();
    const targetDir = await temporaryFolder();
    const tree = await reader.readTree(at('blob/main/docs/'), {
      filter: path => path.endsWith('.md'),
    });
    await tree.dir({ targetDir });
    expect(await readdir(targetDir)).toEqual(['index.md']);
    expect(await readFile(join(targetDir, 'index.md'), 'utf8')).toBe(
      '# Docs\n',
    );
  });

  it.each(['tree/main/nowhere', 'tree/main/catalog-info.yaml'])(
    'refuses %s',
    async path => {
      const { reader } = await setUp();
      await expect(reader.readTree(at(path))).rejects.toMatchObject({
        name: 'NotFoundError',
      });
    },
  );
});

describe('search', () => {
  it('finds what matches, by URLs that can be read', async () => {
    const { reader, head } = await setUp();
    const found = await reader.search(at('blob/main/**/*.{md,yaml}'));
    expect(found.etag).toBe(head);
    expect(found.files.map(file => file.url)).toEqual([
      at('blob/main/a.yaml'),
      at('blob/main/catalog-info.yaml'),
      at('blob/main/docs/index.md'),
    ]);
    expect((await found.files[0].content()).toString()).toBe('a: 1\n');
    await expect(
      reader.search(at('blob/main/*'), { etag: head }),
    ).rejects.toMatchObject({ name: 'NotModifiedError' });
  });

  it('finds nothing where nothing matches', async () => {
    const { reader } = await setUp();
    expect((await reader.search(at('blob/main/*.txt'))).files).toEqual([]);
  });
});

it('reads nothing when the host is off', async () => {
  const reader = await readerOf({ enabled: false, root: '/nowhere' });
  await expect(
    reader.readUrl(at('blob/main/catalog-info.yaml')),
  ).rejects.toThrow(/not allowed/);
});
