import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { UrlReaderService } from '@backstage/backend-plugin-api';
import type { ScmIntegrations } from '@backstage/integration';
import { GoldenPathError } from './errors';

/** @public */
export type OpenTemplate = { dir: string; close(): Promise<void> };

/**
 * Makes the folder of a template available on this machine: where it lies already, or fetched from its source.
 *
 * @param options.baseUrl - URL of `template.yaml`, `file:` or of a source that an integration knows. It has to come
 * from the catalog, never from a caller: it names what is read.
 * @throws GoldenPathError `GOLDEN_PATH_TEMPLATE_INVALID`
 * @public
 */
export async function openTemplate(options: {
  baseUrl: string;
  reader: UrlReaderService;
  integrations: ScmIntegrations;
}): Promise<OpenTemplate> {
  const { baseUrl, reader, integrations } = options;
  if (baseUrl.startsWith('file://')) {
    return { dir: dirname(fileURLToPath(baseUrl)), close: async () => {} };
  }
  const dir = await mkdtemp(join(tmpdir(), 'golden-path-template-'));
  const close = () => rm(dir, { recursive: true, force: true });
  try {
    const url = integrations.resolveUrl({ url: '.', base: baseUrl });
    const tree = await reader.readTree(url);
    await tree.dir({ targetDir: dir });
    return { dir, close };
  } catch (error) {
    await close();
    throw new GoldenPathError(
      'GOLDEN_PATH_TEMPLATE_INVALID',
      `The template's source '${baseUrl}' cannot be read`,
      error,
    );
  }
}
