import { VerdictChip } from '@companyos/plugin-companyos-react';
import { pushVerdict, type Push } from '@companyos/plugin-local-git-common';

/** How a pushed commit fared. Without a push there is nothing to judge. */
export function PushVerdict({ push }: { push?: Push }) {
  if (!push) return <VerdictChip verdict="notApplicable" label="No pushes" />;
  return <VerdictChip {...pushVerdict(push)} />;
}

/** Whether the verdict can still change. */
export function isOpen(push: Push | undefined): boolean {
  return push?.state === 'queued' || push?.state === 'running';
}

/**
 * A span of time as people say it.
 *
 * @param milliseconds - undefined while it is not over
 */
export function durationText(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '–';
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 1) return 'under 1 s';
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
