import path from 'node:path';
import { readdir } from 'node:fs/promises';
import {
  createMockDirectory,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import {
  techdocsPreparerExtensionPoint,
  type PreparerBase,
} from '@backstage/plugin-techdocs-node';
import { CheckoutPreparer } from './CheckoutPreparer';
import techdocsModuleCheckout from './index';

const checkout = createMockDirectory();
const working = createMockDirectory();

function entityAt(location: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'System',
    metadata: {
      name: 'portal',
      annotations: {
        'backstage.io/techdocs-ref': 'dir:.',
        'backstage.io/managed-by-location': location,
      },
    },
  };
}

const entity = entityAt(`file:${checkout.resolve('catalog-info.yaml')}`);

function createPreparer(reader = mockServices.urlReader.mock()) {
  return CheckoutPreparer.fromConfig(
    new ConfigReader({
      backend: { workingDirectory: working.path },
      integrations: { github: [{ host: 'github.com' }] },
    }),
    { logger: mockServices.logger.mock(), reader },
  );
}

beforeEach(() => {
  working.clear();
  checkout.setContent({
    'catalog-info.yaml': '',
    'mkdocs.yml': '# a comment\nsite_name: Portal\n',
    docs: { 'index.md': '# Portal\n', adr: { 'index.md': '# Decisions\n' } },
    node_modules: { left: { 'index.js': '' } },
  });
});

describe('CheckoutPreparer', () => {
  it('copies the configuration and the docs folder, and nothing else', async () => {
    const { preparedDir } = await createPreparer().prepare(entity);

    expect(path.dirname(preparedDir)).toBe(working.path);
    expect((await readdir(preparedDir, { recursive: true })).sort()).toEqual([
      'docs',
      'docs/adr',
      'docs/adr/index.md',
      'docs/index.md',
      'mkdocs.yml',
    ]);
    expect(createPreparer().shouldCleanPreparedDirectory()).toBe(true);
  });

  it('follows docs_dir, past tags that only mkdocs knows', async () => {
    checkout.addContent({
      'mkdocs.yml': 'docs_dir: site/pages\nx: !!python/name:a.b\n',
      site: { pages: { 'index.md': '# Elsewhere\n' } },
    });
    const { preparedDir } = await createPreparer().prepare(entity);
    expect(await readdir(path.join(preparedDir, 'site/pages'))).toEqual([
      'index.md',
    ]);
  });

  it('says that nothing changed until something does', async () => {
    const preparer = createPreparer();
    const { etag } = await preparer.prepare(entity);

    await expect(preparer.prepare(entity, { etag })).rejects.toThrow(
      expect.objectContaining({ name: 'NotModifiedError' }),
    );
    checkout.addContent({ 'node_modules/left/index.js': 'changed' });
    await expect(preparer.prepare(entity, { etag })).rejects.toThrow(
      expect.objectContaining({ name: 'NotModifiedError' }),
    );
    expect(await readdir(working.path)).toHaveLength(1);

    checkout.addContent({ 'docs/index.md': '# Portal, again\n' });
    const changed = await preparer.prepare(entity, { etag });
    expect(changed.etag).not.toBe(etag);
  });

  it('refuses a docs folder outside the checkout, and leaves nothing behind', async () => {
    checkout.addContent({ 'mkdocs.yml': 'docs_dir: ../..\n' });
    await expect(createPreparer().prepare(entity)).rejects.toThrow(
      expect.objectContaining({ name: 'NotAllowedError' }),
    );
    expect(await readdir(working.path)).toEqual([]);
  });

  it('leaves a source that is not on disk to TechDocs', async () => {
    const reader = mockServices.urlReader.mock({
      readTree: async () => ({
        etag: 'abc',
        dir: async () => checkout.path,
        files: async () => [],
        archive: async () => {
          throw new Error('not asked for');
        },
      }),
    });
    const remote = entityAt(
      'url:https://github.com/companyos/portal/blob/main/catalog-info.yaml',
    );
    await expect(createPreparer(reader).prepare(remote)).resolves.toEqual({
      etag: 'abc',
      preparedDir: checkout.path,
    });
  });

  it('is registered for dir: references', async () => {
    const registered = new Map<string, PreparerBase>();
    await startTestBackend({
      features: [techdocsModuleCheckout],
      extensionPoints: [
        [
          techdocsPreparerExtensionPoint,
          {
            registerPreparer: (protocol, preparer) =>
              void registered.set(protocol, preparer),
          },
        ],
      ],
    });
    expect([...registered.keys()]).toEqual(['dir']);
    expect(registered.get('dir')).toBeInstanceOf(CheckoutPreparer);
  });
});
