import { createHash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * What a `decision_id` is looked up by: itself where it is a UUID, which it usually is, else a UUID (version 8) made from
 * its digest.
 */
export function decisionKey(id: string): { key: string; isId: boolean } {
  if (UUID.test(id)) return { key: id, isId: true };
  const digest = createHash('sha256').update(id).digest('hex');
  const key = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
  return { key, isId: false };
}
