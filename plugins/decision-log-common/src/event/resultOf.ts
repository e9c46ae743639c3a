import type { Result } from '../schema';
import { valueAt } from './pointer';

/** How the results of one path are read. @public */
export type ResultRule = {
  /** A path, for itself and all below it. */
  path: string;
  /** Where in the result the answer is. */
  pointer: string[];
  allow: unknown[];
  deny: unknown[];
};

/** What an object's answer is usually called. */
const USUAL = ['allow', 'allowed', 'result'];

/** What a decision came to; `rule` is the one for its path. @public */
export function resultOf(
  event: { error?: unknown; result?: unknown },
  rule?: ResultRule,
): Result {
  if (event.error !== undefined && event.error !== null) return 'error';
  if (event.result === undefined) return 'undefined';
  if (rule) {
    const value = valueAt(event.result, rule.pointer);
    if (rule.allow.includes(value)) return 'allow';
    return rule.deny.includes(value) ? 'deny' : 'other';
  }
  if (typeof event.result === 'boolean') return event.result ? 'allow' : 'deny';
  for (const name of USUAL) {
    const value = valueAt(event.result, [name]);
    if (value !== undefined) return ofValue(value);
  }
  return 'other';
}

// A word such as CONDITIONAL is neither, until it is known about what.
function ofValue(value: unknown): Result {
  switch (typeof value === 'string' ? value.toLowerCase() : value) {
    case true:
    case 'allow':
      return 'allow';
    case false:
    case 'deny':
      return 'deny';
    default:
      return 'other';
  }
}
