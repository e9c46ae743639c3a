import { mkdir, mkdtemp, rm } from 'node:fs/promises';
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
import { readTemplate } from './template';
import { VENDOR_MAX_UP, type VendoredFolder } from './vendor';

/** @public */
export type OpenTemplate = {
  dir: string;
  /** Where folders that the template vendors may lie, for `renderTemplate`. */
  roots: string[];
  close(): Promise<void>;
};

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
 * Makes the folder of a template, and what it vendors, available on this machine: where it lies already, or fetched from
 * its source.
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
    return { dir, roots: options.templateRoots, close: async () => {} };
  }
  const work = await mkdtemp(join(tmpdir(), 'golden-path-template-'));
  const close = () => rm(work, { recursive: true, force: true });
  // As deep as a vendored folder may lie above it, so that all of them find their place in the same work folder.
  const dir = join(work, ...Array(VENDOR_MAX_UP).fill('up'), 'template');
  const fetchTree = async (url: string, targetDir: string) => {
    await mkdir(targetDir, { recursive: true });
    await (await reader.readTree(url)).dir({ targetDir });
  };
  try {
    await fetchTree(integrations.resolveUrl({ url: '.', base: baseUrl }), dir);
    const { vendor } = await readTemplate(dir);
    for (const { from } of vendor) {
      await fetchTree(
        vendoredUrl(from, baseUrl, integrations),
        resolve(dir, from),
      );
    }
    return { dir, roots: [work], close };
  } catch (error) {
    await close();
    if (error instanceof GoldenPathError) throw error;
    throw new GoldenPathError(
      'GOLDEN_PATH_TEMPLATE_INVALID',
      `The template's source '${baseUrl}' cannot be read: ${reasonOf(error)}`,
      error,
    );
  }
}

// The portal's token may read more repositories than the template's own.
function vendoredUrl(
  from: VendoredFolder['from'],
  base: string,
  integrations: ScmIntegrations,
): string {
  const url = integrations.resolveUrl({ url: from, base });
  if (url.startsWith(integrations.resolveUrl({ url: '/', base }))) return url;
  throw new GoldenPathError(
    'GOLDEN_PATH_TEMPLATE_INVALID',
    `The template vendors '${from}', which is outside of its repository`,
  );
}
