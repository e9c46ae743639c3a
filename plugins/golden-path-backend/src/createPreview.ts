import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  BackstageCredentials,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import type { ScmIntegrations } from '@backstage/integration';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  openTemplate,
  parseServiceInput,
  platformValues,
  RECEIPT_PATH,
  renderTemplate,
  repositoryUrls,
  templateBaseUrl,
  type GoldenPathConfig,
} from '@companyos/golden-path';
import type {
  CreatePreviewBody,
  Preview,
  PreviewFile,
} from '@companyos/plugin-golden-path-common';
import { describeTarget } from './describeTarget';
import { findSkeleton } from './findSkeleton';

const FILE_LIMIT = 64 * 1024;
const TOTAL_LIMIT = 1024 * 1024;

/** What a preview is made with. */
export type PreviewOptions = {
  catalog: CatalogService;
  config: GoldenPathConfig;
  integrations: ScmIntegrations;
  reader: UrlReaderService;
  /** Folders whose templates may be read from this machine. */
  templateRoots: string[];
};

/**
 * Renders a service as it would be made, returns what it consists of, and leaves nothing behind.
 *
 * @throws NotFoundError when the caller can see no such template.
 * @throws GoldenPathError as `renderTemplate` does.
 */
export async function createPreview(
  body: CreatePreviewBody,
  credentials: BackstageCredentials,
  options: PreviewOptions,
): Promise<Preview> {
  const { catalog, config } = options;
  // First, because it costs nothing: most previews are of forms that are not filled in yet.
  const { name } = parseServiceInput(body.values);
  const entity = await catalog.getEntityByRef(body.template, { credentials });
  if (!entity) {
    throw new NotFoundError(`There is no template '${body.template}'`);
  }
  const opened = await openTemplate({
    ...options,
    baseUrl: templateBaseUrl(entity),
  });
  try {
    const values = {
      ...body.values,
      platform: await platformValues(config, name),
    };
    return await inTemporaryFolder(async dir => {
      const targetDir = join(dir, 'service');
      const { receipt } = await renderTemplate({
        templateDir: opened.dir,
        roots: opened.roots,
        skeleton: findSkeleton(entity),
        values,
        targetDir,
      });
      const { version, commit } = receipt.template;
      const { webUrl, cloneUrl } = repositoryUrls(config, name);
      const paths = [...receipt.files, { path: RECEIPT_PATH, mode: '100644' }];
      return {
        template: { entityRef: body.template, version, commit },
        publish: describeTarget(config),
        repository: { webUrl, cloneUrl },
        files: await readFiles(
          targetDir,
          paths.sort((a, b) => (a.path < b.path ? -1 : 1)),
        ),
      };
    });
  } finally {
    await opened.close();
  }
}

async function inTemporaryFolder<T>(
  work: (dir: string) => Promise<T>,
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'golden-path-preview-'));
  try {
    return await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function readFiles(
  dir: string,
  files: { path: string; mode: string }[],
): Promise<PreviewFile[]> {
  const described: PreviewFile[] = [];
  let room = TOTAL_LIMIT;
  for (const { path, mode } of files) {
    const file = join(dir, path);
    const { size } = await stat(file);
    const facts = {
      path,
      mode: mode === '100755' ? '100755' : '100644',
      size,
    } as const;
    if (size > Math.min(FILE_LIMIT, room)) {
      described.push({ ...facts, withheld: 'too-large' });
      continue;
    }
    const content = toText(await readFile(file));
    if (content === undefined) {
      described.push({ ...facts, withheld: 'binary' });
    } else {
      room -= size;
      described.push({ ...facts, content });
    }
  }
  return described;
}

function toText(content: Buffer): string | undefined {
  if (content.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}
