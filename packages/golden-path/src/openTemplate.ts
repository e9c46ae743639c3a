import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  isChildPath,
  type UrlReaderService,
} from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  parseLocationRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import type { ScmIntegrations } from '@backstage/integration';
import { GoldenPathError, reasonOf } from './errors';

/** @public */
export type OpenTemplate = { dir: string; close(): Promise<void> };

/**
 * Folders of this machine that templates may be read from: those of the `file` locations of `catalog.locations`. An
 * entity's own annotations are no proof, because whoever registers a file writes them.
 *
 * @public
 */
export function readTemplateRoots(config: Config): string[] {
  const locations = config.getOptionalConfigArray('catalog.locations') ?? [];
  return locations
    .filter(location => location.getString('type') === 'file')
    .map(location => dirname(resolve(location.getString('target'))));
}

/**
 * URL of an entity's `template.yaml`, `file:` or as its source has it.
 *
 * @throws GoldenPathError `GOLDEN_PATH_TEMPLATE_INVALID`
 * @public
 */
export function templateBaseUrl(entity: Entity): string {
  const location = entity.metadata.annotations?.[ANNOTATION_LOCATION];
  const { type, target } = location
    ? parseLocationRef(location)
    : { type: 'none', target: '' };
  if (type === 'url') return target;
  if (type === 'file') return pathToFileURL(target).toString();
  throw new GoldenPathError(
    'GOLDEN_PATH_TEMPLATE_INVALID',
    `The catalog does not say where '${stringifyEntityRef(
      entity,
    )}' comes from; register it by a URL`,
  );
}

/**
 * Makes the folder of a template available on this machine: where it lies already, or fetched from its source.
 *
 * @param options.baseUrl - URL of `template.yaml`, `file:` or of a source that a URL reader knows. It has to come from
 * the catalog, never from a caller: it names what is read.
 * @param options.templateRoots - where `file:` templates may lie, see {@link readTemplateRoots}
 * @throws GoldenPathError `GOLDEN_PATH_TEMPLATE_INVALID`
 * @public
 */
export async function openTemplate(options: {
  baseUrl: string;
  reader: UrlReaderService;
  integrations: ScmIntegrations;
  templateRoots: string[];
}): Promise<OpenTemplate> {
  const { baseUrl, reader, integrations } = options;
  if (baseUrl.startsWith('file://')) {
    const dir = dirname(fileURLToPath(baseUrl));
    if (!options.templateRoots.some(root => isChildPath(root, dir))) {
      throw new GoldenPathError(
        'GOLDEN_PATH_TEMPLATE_INVALID',
        `The template's folder '${dir}' is not under a file location of 'catalog.locations'`,
      );
    }
    return { dir, close: async () => {} };
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
      `The template's source '${baseUrl}' cannot be read: ${reasonOf(error)}`,
      error,
    );
  }
}
