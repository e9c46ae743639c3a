import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type RootConfigService,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

const DEFAULT_SCHEDULE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { minutes: 1 },
  timeout: { minutes: 10 },
  initialDelay: { seconds: 10 },
  scope: 'global',
};

/** What the plugin takes from the configuration; every default stands here. */
export type AdrConfig = {
  schedule: SchedulerServiceTaskScheduleDefinition;
  /** Lower case. */
  kinds: string[];
  concurrency: number;
  timeoutMs: number;
  maxFiles: number;
  /** Bytes. */
  maxTotalBytes: number;
  /** Bytes. */
  maxFileBytes: number;
  /** Whether GitHub is asked for approvals of pull requests. */
  github: boolean;
  /**
   * Whether this is a development portal, where anybody can sign in as anybody: what is signed off here is marked, and
   * counts here alone.
   */
  development: boolean;
};

/**
 * Reads the configuration once.
 *
 * @throws InputError that names the key whose value cannot be used.
 */
export function readAdrConfig(config: RootConfigService): AdrConfig {
  const schedule = config.getOptionalConfig('adr.schedule');
  const kinds = config.getOptionalStringArray('adr.kinds');
  return {
    schedule: schedule
      ? readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule)
      : DEFAULT_SCHEDULE,
    kinds: (kinds ?? ['Component', 'System']).map(kind => kind.toLowerCase()),
    concurrency: positive(config, 'adr.concurrency', 4),
    timeoutMs: positive(config, 'adr.timeout', 30) * 1000,
    maxFiles: positive(config, 'adr.limits.files', 2000),
    maxTotalBytes: positive(config, 'adr.limits.totalSize', 10 * 1024 * 1024),
    maxFileBytes: positive(config, 'adr.limits.fileSize', 1024 * 1024),
    github: Boolean(config.getOptional('integrations.github')),
    development: process.env.NODE_ENV === 'development',
  };
}

function positive(config: RootConfigService, key: string, usual: number) {
  const value = config.getOptionalNumber(key) ?? usual;
  if (!(value > 0)) {
    throw new InputError(`Config '${key}' is ${value}; it must be above zero`);
  }
  return value;
}
