import { revisionsOf } from '@companyos/plugin-decision-log-common';

/** Which revision of the policies decided; undefined where the event names none, or several. */
export function revisionOf(event: Record<string, unknown>): string | undefined {
  const known = new Set(revisionsOf(event).map(({ revision }) => revision));
  return known.size === 1 ? [...known][0] : undefined;
}
