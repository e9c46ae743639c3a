import { createHash } from 'node:crypto';
import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type RootConfigService,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { parseTrustPolicy, type TrustPolicy } from '@companyos/evidence';

const DEFAULT_SCHEDULE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { minutes: 1 },
  timeout: { minutes: 30 },
  initialDelay: { seconds: 10 },
  scope: 'global',
};

const GITHUB = 'https://token.actions.githubusercontent.com';

// A pull request is nobody's main branch yet, so its runs are not among them.
const EVENTS = ['push', 'release', 'schedule', 'workflow_dispatch'];

/** Whom to believe, and a name for it that changes with it. */
export type Trust = { policy: TrustPolicy; digest: string };

/** Whose tokens of workflows are accepted. */
export type GitHubConfig = {
  issuer: string;
  audience: string;
  jwksUrl: string;
  events: string[];
};

/** What the plugin takes from the configuration; every default stands here. */
export type SupplyChainConfig = {
  trust: Trust;
  schedule: SchedulerServiceTaskScheduleDefinition;
  verifyAgainAfterMs: number;
  maxComponents: number;
  maxBundles: number;
  github?: GitHubConfig;
};

/**
 * Reads the configuration once.
 *
 * @throws InputError that names the key whose value cannot be used.
 */
export function readSupplyChainConfig(
  config: RootConfigService,
): SupplyChainConfig {
  const schedule = config.getOptionalConfig('supplyChain.schedule');
  return {
    trust: readTrust(config),
    schedule: schedule
      ? readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule)
      : DEFAULT_SCHEDULE,
    verifyAgainAfterMs:
      positive(config, 'supplyChain.verifyAgainAfter', 12) * 3_600_000,
    maxComponents: positive(config, 'supplyChain.limits.components', 50_000),
    maxBundles: positive(config, 'supplyChain.limits.bundles', 1000),
    github: readGitHub(config),
  };
}

function readTrust(config: RootConfigService): Trust {
  const written = config.getOptional('supplyChain.trust') ?? {};
  try {
    return {
      policy: parseTrustPolicy(written),
      digest: createHash('sha256')
        .update(JSON.stringify(written))
        .digest('hex'),
    };
  } catch (error) {
    throw new InputError(
      `Config 'supplyChain.trust' is wrong: ${(error as Error).message}`,
      error,
    );
  }
}

function readGitHub(config: RootConfigService): GitHubConfig | undefined {
  const github = config.getOptionalConfig('supplyChain.github');
  if (!github) return undefined;
  const issuer = github.getOptionalString('issuer') ?? GITHUB;
  const jwksUrl =
    github.getOptionalString('jwksUrl') ?? `${issuer}/.well-known/jwks`;
  for (const [key, url] of Object.entries({ issuer, jwksUrl })) {
    if (!URL.canParse(url))
      throw new InputError(
        `Config 'supplyChain.github.${key}' is '${url}'; it must be a URL`,
      );
  }
  return {
    issuer,
    jwksUrl,
    audience: github.getString('audience'),
    events: github.getOptionalStringArray('events') ?? EVENTS,
  };
}

function positive(config: RootConfigService, key: string, usual: number) {
  const value = config.getOptionalNumber(key) ?? usual;
  if (!(value > 0)) {
    throw new InputError(`Config '${key}' is ${value}; it must be above zero`);
  }
  return value;
}
