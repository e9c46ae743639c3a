import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { DecisionLog } from '@companyos/policy';

/**
 * Makes a task that sends what the log holds. The first of several failures is told, and that they are over; between
 * them the log holds on to what it has.
 */
export function keepUploading(
  log: Pick<DecisionLog, 'flush'>,
  logger: LoggerService,
): () => Promise<void> {
  let failing = false;
  return async () => {
    try {
      await log.flush();
      if (failing) logger.info('Decisions of the portal are logged again');
      failing = false;
    } catch (error) {
      if (!failing)
        logger.warn(
          'Decisions of the portal are not logged for now; they are held and sent again',
          toError(error),
        );
      failing = true;
    }
  };
}
