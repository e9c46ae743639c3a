import type { LoggerService } from '@backstage/backend-plugin-api';
import { DAY_MICROS, toDate } from '@companyos/plugin-decision-log-common';
import type { InstanceStore } from './store/InstanceStore';
import type { Partitions } from './store/Partitions';
import type { ReplayStore } from './replay/ReplayStore';
import type { QuarantineStore } from './store/QuarantineStore';
import type { Terms } from './store/Terms';

/** Makes the days to come ready, and removes what has been kept for long enough. */
export async function keepDays(deps: {
  partitions: Partitions;
  terms: Terms;
  instances: InstanceStore;
  quarantine: QuarantineStore;
  replays: ReplayStore;
  logger: LoggerService;
}): Promise<void> {
  const { partitions, terms, instances, quarantine, replays, logger } = deps;
  const now = Date.now() * 1000;
  await partitions.prepare(now);
  const removed = await partitions.expire(now);
  if (removed.length > 0)
    logger.info(`Days that were over are removed: ${removed.join(', ')}`);

  // What is no event goes with the oldest event that it could be about.
  const longest = Math.max(...partitions.classes.map(({ days }) => days));
  const oldest = now - (longest + 1) * DAY_MICROS;
  await terms.forget(toDate(oldest));
  await instances.forget(new Date(oldest / 1000));
  await quarantine.forget(new Date(oldest / 1000));
  await replays.forget(new Date(oldest / 1000));
}
