import type { AuditorService } from '@backstage/backend-plugin-api';
import type express from 'express';

/** What is noted of who saw inputs, and how. */
export type AuditedEvent =
  | 'input-read'
  | 'input-search'
  | 'input-export'
  | 'replay-create'
  | 'replay-cancel';

/** Notes who did what with inputs. */
export async function audit(
  auditor: AuditorService,
  request: express.Request,
  eventId: AuditedEvent,
  meta: Record<string, string | undefined>,
): Promise<void> {
  const event = await auditor.createEvent({
    eventId,
    severityLevel: 'medium',
    request,
    meta,
  });
  await event.success();
}
