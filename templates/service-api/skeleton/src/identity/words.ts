import { z } from 'zod';

// The closed lists of the identity model (ADR-011 of the platform). What is not in them is invalid, never a smaller one.

/** From the least to the most sensitive; the order counts. */
export const DATA_ACCESS_LEVELS = [
  'public',
  'internal',
  'confidential',
  'restricted',
] as const;

export const REGIONS = ['eu-central', 'eu-west', 'us-east'] as const;
export const STAGES = ['production', 'staging', 'development'] as const;
export const STATUSES = ['active', 'suspended', 'closed'] as const;
export const USER_ROLES = ['viewer', 'editor', 'admin', 'auditor'] as const;
export const SERVICE_ROLES = ['reader', 'writer'] as const;

export const dataAccessLevelSchema = z.enum(DATA_ACCESS_LEVELS);

export type DataAccessLevel = (typeof DATA_ACCESS_LEVELS)[number];
export type Region = (typeof REGIONS)[number];
export type Stage = (typeof STAGES)[number];

/** Whether `level` is at most `ceiling`. */
export function isWithin(
  level: DataAccessLevel,
  ceiling: DataAccessLevel,
): boolean {
  return (
    DATA_ACCESS_LEVELS.indexOf(level) <= DATA_ACCESS_LEVELS.indexOf(ceiling)
  );
}
