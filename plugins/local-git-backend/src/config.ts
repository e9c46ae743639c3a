import { resolve } from 'node:path';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

/** What the plugin takes from the configuration; every default stands here. */
export type LocalGitConfig = {
  /** Why the host is off; undefined when it is on. */
  disabled?: string;
  /** Absolute path. */
  root: string;
  /** Base URL of the plugin, without a trailing slash. */
  baseUrl: string;
  /** Base URL of the portal's pages, without a trailing slash. */
  appUrl: string;
  /** Bytes. */
  maxPushSize: number;
  checks: { command: string[]; timeoutMs: number; passEnv: string[] };
};

/**
 * Reads the configuration once.
 *
 * @throws InputError that names the key whose value cannot be used.
 */
export function readLocalGitConfig(config: RootConfigService): LocalGitConfig {
  const backendUrl = trimSlash(config.getString('backend.baseUrl'));
  const appUrl = config.getOptionalString('app.baseUrl') ?? backendUrl;
  const command = config.getOptionalStringArray('localGit.checks.command');
  if (command?.length === 0) {
    throw new InputError("Config 'localGit.checks.command' names no program");
  }
  return {
    disabled: whyDisabled(config),
    root: resolve(
      config.getOptionalString('localGit.root') ?? '.companyos/repos',
    ),
    baseUrl: `${backendUrl}/api/local-git`,
    appUrl: trimSlash(appUrl),
    maxPushSize: positive(config, 'localGit.maxPushSize', 100 * 1024 * 1024),
    checks: {
      command: command ?? ['make', 'test'],
      timeoutMs: positive(config, 'localGit.checks.timeout', 900) * 1000,
      passEnv: config.getOptionalStringArray('localGit.checks.passEnv') ?? [],
    },
  };
}

function whyDisabled(config: RootConfigService): string | undefined {
  if (!config.getOptionalBoolean('localGit.enabled')) {
    return "The local Git host is off: 'localGit.enabled' is not true";
  }
  if (process.env.NODE_ENV === 'production') {
    return 'The local Git host is off: it is for laptops and tests, and NODE_ENV is production';
  }
  return undefined;
}

function positive(config: RootConfigService, key: string, usual: number) {
  const value = config.getOptionalNumber(key) ?? usual;
  if (value <= 0) {
    throw new InputError(`Config '${key}' is ${value}; it must be above zero`);
  }
  return value;
}

function trimSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
