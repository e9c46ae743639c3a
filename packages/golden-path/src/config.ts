import type { Config } from '@backstage/config';

/** @public */
export type PublishConfig =
  | { target: 'local-git' }
  | {
      target: 'github';
      github: {
        host: string;
        owner: string;
        visibility: 'private' | 'internal' | 'public';
      };
    };

/** @public */
export type GoldenPathConfig = {
  /** Where people open the portal, without a trailing slash. */
  portalUrl: string;
  /** Where the backend is, without a trailing slash. */
  backendUrl: string;
  /** The one include of every service's CI. */
  workflow: string;
  /** Folder with the packed CLI and its `manifest.json`. */
  cliDirectory: string;
  publish: PublishConfig;
};

const TARGETS = ['local-git', 'github'] as const;
const VISIBILITIES = ['private', 'internal', 'public'] as const;

/**
 * Reads `goldenPath` of the configuration, once, at start.
 *
 * @throws Error that names the key.
 * @public
 */
export function readGoldenPathConfig(config: Config): GoldenPathConfig {
  const own = config.getOptionalConfig('goldenPath');
  return {
    portalUrl: trimSlash(config.getString('app.baseUrl')),
    backendUrl: trimSlash(config.getString('backend.baseUrl')),
    workflow:
      own?.getOptionalString('workflow') ??
      'companyos/portal/.github/workflows/golden-path.yml@v1',
    cliDirectory: own?.getOptionalString('cli.directory') ?? '.companyos/cli',
    publish: readPublish(own),
  };
}

function readPublish(own: Config | undefined): PublishConfig {
  const target = own?.getOptionalString('publish.target') ?? 'local-git';
  if (!isOneOf(TARGETS, target)) {
    throw new Error(
      `Config 'goldenPath.publish.target' is '${target}'; use ${TARGETS.join(
        ' or ',
      )}`,
    );
  }
  if (target === 'local-git') return { target };
  const github = own?.getConfig('publish.github');
  const visibility = github?.getOptionalString('visibility') ?? 'private';
  if (!isOneOf(VISIBILITIES, visibility)) {
    throw new Error(
      `Config 'goldenPath.publish.github.visibility' is '${visibility}'; use ${VISIBILITIES.join(
        ', ',
      )}`,
    );
  }
  return {
    target,
    github: {
      host: github?.getOptionalString('host') ?? 'github.com',
      owner: github?.getString('owner') ?? '',
      visibility,
    },
  };
}

function isOneOf<T extends string>(
  values: readonly T[],
  value: string,
): value is T {
  return (values as readonly string[]).includes(value);
}

function trimSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
