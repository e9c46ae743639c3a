import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import { portalPath } from '@companyos/plugin-adr-common';
import type { SignOffStore } from './SignOffStore';

/**
 * Tells the groups whose sign-off is missing, once for each revision. When notifications are down, the rest waits for
 * the next round.
 */
export async function notifyGroups(deps: {
  logger: LoggerService;
  notifications: NotificationService;
  signOffs: SignOffStore;
}): Promise<void> {
  const { logger, notifications, signOffs } = deps;
  for (const document of await signOffs.toNotify()) {
    const { entityRef, path, title, revision, awaiting } = document;
    try {
      await notifications.send({
        recipients: { type: 'entity', entityRef: awaiting },
        payload: {
          title: `${title} waits for your sign-off`,
          description: `${path} of ${entityRef}`,
          link: portalPath.document(entityRef, path),
          severity: 'normal',
          topic: 'sign-off',
          // The same message again replaces the one before it.
          scope: `${entityRef} ${path} ${revision}`,
        },
      });
    } catch (error) {
      logger.warn(
        `Could not notify ${awaiting.join(', ')} of ${path} of ${entityRef}`,
        toError(error),
      );
      return;
    }
    await signOffs.notified(document);
  }
}
