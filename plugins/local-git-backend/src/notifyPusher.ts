import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import { portalPath, type Push } from '@companyos/plugin-local-git-common';

/**
 * Tells the pusher that a check did not pass. A portal without notifications, or with notifications that are down,
 * still shows the verdict on the push itself: so a failure here is logged and nothing more.
 */
export async function notifyPusher(
  push: Push,
  deps: { notifications: NotificationService; logger: LoggerService },
): Promise<void> {
  if (push.state === 'passed' || !push.pusher.startsWith('user:')) return;
  const what = push.state === 'failed' ? 'failed' : 'could not be run';
  try {
    await deps.notifications.send({
      recipients: { type: 'entity', entityRef: push.pusher },
      payload: {
        title: `${push.command} ${what} in ${push.repository}`,
        description:
          push.reason ?? `Commit ${push.commit.slice(0, 8)} of ${push.ref}`,
        link: portalPath.push(push.repository, push.id),
        severity: 'high',
        topic: `local-git:${push.repository}`,
      },
    });
  } catch (error) {
    deps.logger.warn(
      `Could not notify ${push.pusher} of push ${push.id}`,
      toError(error),
    );
  }
}
