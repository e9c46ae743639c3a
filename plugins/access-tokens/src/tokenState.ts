import type { AccessToken } from '@companyos/plugin-access-tokens-common';
import type { Verdict } from '@companyos/plugin-companyos-common';

const DAY_MS = 24 * 3600_000;
const SOON_DAYS = 14;

/** Whether a token works, and the word for it. */
export type TokenState = { verdict: Verdict; label: string };

/** What is to be said of a token at a moment. */
export function stateOf(token: AccessToken, now: Date): TokenState {
  const left = Date.parse(token.expiresAt) - now.getTime();
  if (left <= 0) return { verdict: 'negative', label: 'Expired' };
  const days = Math.ceil(left / DAY_MS);
  return days <= SOON_DAYS
    ? { verdict: 'warning', label: `Expires in ${days} d` }
    : { verdict: 'positive', label: 'Active' };
}

/** The page's answer in one sentence. */
export function summarise(tokens: AccessToken[], now: Date): string {
  const count = (verdict: Verdict) =>
    tokens.filter(token => stateOf(token, now).verdict === verdict).length;
  const expired = count('negative');
  const soon = count('warning');
  const working = tokens.length - expired;
  const parts = [`${working} of ${tokens.length} tokens work`];
  if (soon > 0) parts.push(`${soon} of them for less than ${SOON_DAYS} days`);
  return `${parts.join(', ')}.`;
}
