import { z } from 'zod/v4';

// What a statement of somebody else may have, read without a demand: what is not of its kind is as good as absent.

/** Text with something in it. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** The texts of a list. */
export function texts(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter(one => text(one) !== undefined)
    : [];
}

/** The fields of an object. */
export function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : {};
}

/** A time of RFC 3339, in UTC. */
export function utcTime(value: unknown): string | undefined {
  const parsed = z.iso.datetime({ offset: true }).safeParse(value);
  return parsed.success ? new Date(parsed.data).toISOString() : undefined;
}

/** Without the fields that are undefined: a policy looks whether a key is there. */
export function present<T extends object>(values: T): T {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as T;
}
