import {
  mkdir,
  mkdtemp,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { UrlReaderService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { NotFoundError, NotModifiedError } from '@backstage/errors';
import { EntitySourceReader } from './EntitySourceReader';

type ReadTree = UrlReaderService['readTree'];

const bounds = {
  folders: ['docs', 'decisions'],
  extension: '.md',
  maxFiles: 5,
  maxTotalBytes: 100,
  maxFileBytes: 60,
  timeoutMs: 5_000,
  signal: new AbortController().signal,
};
const onHost = {
  'backstage.io/source-location': 'url:https://git.example/o/r/tree/main/',
};

let top: string;
beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'source-'));
});
afterEach(() => rm(top, { recursive: true, force: true }));

async function put(path: string, content: string) {
  await mkdir(dirname(join(top, path)), { recursive: true });
  await writeFile(join(top, path), content);
}

function readerOf(readTree: ReadTree = jest.fn()): EntitySourceReader {
  return EntitySourceReader.fromConfig(
    mockServices.rootConfig({
      data: {
        catalog: {
          locations: [
            { type: 'file', target: join(top, 'repo/catalog-info.yaml') },
            { type: 'url', target: 'https://git.example/x.yaml' },
          ],
        },
      },
    }),
    { reader: mockServices.urlReader.mock({ readTree }) },
  );
}

function tree(files: Record<string, string>, sizes = true): ReadTree {
  return async (_url, options) => ({
    etag: 'v2',
    files: async () =>
      Object.entries(files)
        .filter(([path, text]) =>
          options!.filter!(path, sizes ? { size: text.length } : undefined),
        )
        .map(([path, text]) => ({
          path,
          content: async () => Buffer.from(text),
        })),
    archive: jest.fn(),
    dir: jest.fn(),
  });
}

describe('a source on a Git host', () => {
  it('is read as far as it was asked for, in one request with the etag', async () => {
    const readTree = jest.fn(
      tree({
        'docs/a.md': 'A',
        'docs/deep/B.MD': 'B',
        'docs/picture.png': 'x',
        'README.md': 'x',
        'decisions/c.md': 'C',
        'docsy/d.md': 'x',
      }),
    );
    const reading = await readerOf(readTree).read(onHost, {
      ...bounds,
      etag: 'v1',
    });
    expect(reading).toEqual({
      unchanged: false,
      etag: 'v2',
      files: [
        { path: 'decisions/c.md', size: 1, content: Buffer.from('C') },
        { path: 'docs/a.md', size: 1, content: Buffer.from('A') },
        { path: 'docs/deep/B.MD', size: 1, content: Buffer.from('B') },
      ],
    });
    expect(readTree).toHaveBeenCalledTimes(1);
    expect(readTree).toHaveBeenCalledWith(
      'https://git.example/o/r/tree/main/',
      expect.objectContaining({ etag: 'v1' }),
    );
  });

  it('may be unchanged', async () => {
    const reader = readerOf(async () => {
      throw new NotModifiedError();
    });
    await expect(
      reader.read(onHost, { ...bounds, etag: 'v1' }),
    ).resolves.toEqual({ unchanged: true, etag: 'v1' });
  });

  it.each([true, false])(
    'has bounds, whether the host tells sizes first (%s)',
    async sizes => {
      const read = (files: Record<string, string>) =>
        readerOf(tree(files, sizes)).read(onHost, bounds);
      await expect(
        read({ 'docs/a.md': 'x'.repeat(61), 'docs/b.md': 'B' }),
      ).resolves.toMatchObject({
        files: [
          expect.not.objectContaining({ content: expect.anything() }),
          { path: 'docs/b.md', content: Buffer.from('B') },
        ],
      });
      await expect(
        read({ 'docs/a.md': 'x'.repeat(60), 'docs/b.md': 'x'.repeat(60) }),
      ).rejects.toMatchObject({
        code: 'TOO_LARGE',
        etag: 'v2',
        message:
          "The source has more than 100 bytes to read in 'docs' and 'decisions'",
      });
      const many = Array.from({ length: 6 }, (_, i) => [`docs/${i}.md`, 'x']);
      await expect(read(Object.fromEntries(many))).rejects.toMatchObject({
        code: 'TOO_MANY_FILES',
      });
    },
  );

  it.each<[string, Error]>([
    ['NOT_FOUND', new NotFoundError('gone')],
    ['NOT_FOUND', new Error('https://h/404 could not be read, 404 Not Found')],
    ['FORBIDDEN', new Error('https://h/x could not be read, 403 Forbidden')],
    ['FORBIDDEN', new Error('could not be read, 401 Unauthorized')],
    ['UNAVAILABLE', new Error('could not be read, 500 Internal Server Error')],
    ['UNAVAILABLE', new Error('connect ECONNREFUSED 127.0.0.1:443')],
    ['UNREADABLE', new Error('https://h/500 is not implemented')],
  ])('that fails is %s', async (code, error) => {
    const reader = readerOf(async () => {
      throw error;
    });
    await expect(reader.read(onHost, bounds)).rejects.toMatchObject({
      name: 'SourceError',
      code,
    });
  });

  it('that never answers is given up', async () => {
    const reader = readerOf(() => new Promise(() => {}));
    await expect(
      reader.read(onHost, { ...bounds, timeoutMs: 50 }),
    ).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: 'The source did not answer within 0.05 s',
    });
  });

  it('is found beside the descriptor when no source is named', () => {
    const annotations = {
      'backstage.io/managed-by-location':
        'url:https://github.com/o/r/blob/main/svc/catalog-info.yaml',
    };
    const url = readerOf().urlOf(annotations)!;
    expect(url).toBe('https://github.com/o/r/tree/main/svc/');
    expect(readerOf().fileUrl(url, 'docs/a b.md')).toBe(
      'https://github.com/o/r/tree/main/svc/docs/a%20b.md',
    );
  });
});

describe('the portal’s own checkout', () => {
  const own = () => ({
    'backstage.io/managed-by-location': `file:${join(
      top,
      'repo/plugins/a/catalog-info.yaml',
    )}`,
    'backstage.io/managed-by-origin-location': `file:${join(
      top,
      'repo/catalog-info.yaml',
    )}`,
  });

  it('is read from disk, and again only when a file changed', async () => {
    await put('repo/plugins/a/docs/x.md', 'X');
    await put('repo/plugins/a/docs/.hidden/y.md', 'Y');
    await put('repo/docs/z.md', 'Z');
    const reader = readerOf();
    expect(reader.urlOf(own())).toBeUndefined();
    const first = await reader.read(own(), bounds);
    expect(first).toMatchObject({
      unchanged: false,
      files: [{ path: 'docs/x.md', size: 1, content: Buffer.from('X') }],
    });
    const { etag } = first;
    await expect(reader.read(own(), { ...bounds, etag })).resolves.toEqual({
      unchanged: true,
      etag,
    });
    await utimes(join(top, 'repo/plugins/a/docs/x.md'), 1, 1);
    await expect(
      reader.read(own(), { ...bounds, etag }),
    ).resolves.toMatchObject({ unchanged: false });
  });

  it('has bounds too', async () => {
    await put('repo/plugins/a/docs/a.md', 'x'.repeat(60));
    await put('repo/plugins/a/docs/b.md', 'x'.repeat(60));
    await expect(readerOf().read(own(), bounds)).rejects.toMatchObject({
      code: 'TOO_LARGE',
    });
  });

  it.each([
    [
      'an origin that the configuration does not name',
      'file:/elsewhere/x.yaml',
    ],
    ['an origin on a Git host', 'url:https://git.example/x.yaml'],
  ])('is not read for %s', async (_, origin) => {
    await put('repo/plugins/a/docs/x.md', 'X');
    await expect(
      readerOf().read(
        { ...own(), 'backstage.io/managed-by-origin-location': origin },
        bounds,
      ),
    ).rejects.toMatchObject({ code: 'NO_SOURCE' });
  });

  it('is not left, over dots or links', async () => {
    await put('repo/catalog-info.yaml', '');
    await put('secret/docs/s.md', 'S');
    await put('repo/plugins/b/docs/t.md', 'T');
    const at = (path: string) => ({
      ...own(),
      'backstage.io/managed-by-location': `file:${join(top, 'repo')}/${path}`,
    });
    await expect(
      readerOf().read(at('../secret/catalog-info.yaml'), bounds),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });

    await symlink(join(top, 'secret'), join(top, 'repo/link'));
    await expect(
      readerOf().read(at('link/catalog-info.yaml'), bounds),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });

    await symlink(
      join(top, 'secret/docs'),
      join(top, 'repo/plugins/b/decisions'),
    );
    await symlink(
      join(top, 'secret/docs/s.md'),
      join(top, 'repo/plugins/b/docs/s.md'),
    );
    await expect(
      readerOf().read(at('plugins/b/catalog-info.yaml'), bounds),
    ).resolves.toMatchObject({ files: [{ path: 'docs/t.md' }] });
  });

  it('says when the folder is gone', async () => {
    await expect(readerOf().read(own(), bounds)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

it('reads nothing that an entity’s own file claims to be on disk', async () => {
  await expect(
    readerOf().read({ 'backstage.io/source-location': 'file:/etc' }, bounds),
  ).rejects.toMatchObject({ code: 'NO_SOURCE' });
});
