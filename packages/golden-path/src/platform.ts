import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod/v4';
import type { GoldenPathConfig } from './config';
import { GoldenPathError } from './errors';

/**
 * `manifest.json` beside the packed CLI.
 *
 * @public
 */
export const cliManifestSchema = z.object({
  version: z.string().min(1),
  file: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]*\.tgz$/),
  /** Subresource integrity of the file, `sha512-…`. */
  integrity: z.string().regex(/^sha512-[A-Za-z0-9+/]{86}==$/),
});

/** @public */
export type CliManifest = z.infer<typeof cliManifestSchema>;

/**
 * What a template gets besides the values that people entered, under `values.platform`.
 *
 * @public
 */
export type PlatformValues = {
  portalUrl: string;
  workflow: string;
  cli: CliManifest;
  repository: RepositoryUrls;
};

/** @public */
export type RepositoryUrls = { webUrl: string; cloneUrl: string };

/**
 * Reads which CLI the portal serves.
 *
 * @throws GoldenPathError `GOLDEN_PATH_CLI_MISSING`
 * @public
 */
export async function readCliManifest(directory: string): Promise<CliManifest> {
  try {
    return cliManifestSchema.parse(
      JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')),
    );
  } catch (error) {
    throw new GoldenPathError(
      'GOLDEN_PATH_CLI_MISSING',
      `There is no packed CLI in '${directory}', which a new service installs; run 'companyos pack'`,
      error,
    );
  }
}

/**
 * Where a service of this name will live, by the configured target.
 *
 * @public
 */
export function repositoryUrls(
  config: GoldenPathConfig,
  name: string,
): RepositoryUrls & { catalogInfoUrl: string } {
  const { publish, portalUrl, backendUrl } = config;
  if (publish.target === 'github') {
    const { host, owner } = publish.github;
    const webUrl = `https://${host}/${owner}/${name}`;
    return {
      webUrl,
      cloneUrl: `${webUrl}.git`,
      catalogInfoUrl: `${webUrl}/blob/main/catalog-info.yaml`,
    };
  }
  const source = `${backendUrl}/api/local-git/repos/${name}`;
  return {
    webUrl: `${portalUrl}/repositories/${name}`,
    cloneUrl: `${source}.git`,
    catalogInfoUrl: `${source}/blob/main/catalog-info.yaml`,
  };
}

/**
 * Puts together what the template gets under `values.platform`.
 *
 * @throws GoldenPathError `GOLDEN_PATH_CLI_MISSING`
 * @public
 */
export async function platformValues(
  config: GoldenPathConfig,
  name: string,
): Promise<PlatformValues> {
  const { version, integrity, file } = await readCliManifest(
    config.cliDirectory,
  );
  const { webUrl, cloneUrl } = repositoryUrls(config, name);
  return {
    portalUrl: config.portalUrl,
    workflow: config.workflow,
    cli: { version, integrity, file },
    repository: { webUrl, cloneUrl },
  };
}
