import { hash } from 'node:crypto';
import type { Identity } from './identity.ts';

/** A key that the issuer withdraws counts no longer than this. */
const LONGEST_MS = 60_000;
const MOST = 1000;

/**
 * Tokens that were verified a moment ago. A client sends the same token for minutes, so that its signature need not be
 * verified with each request. What is kept is a digest, never the token.
 */
export class VerifiedTokens {
  readonly #known = new Map<string, { identity: Identity; until: number }>();

  /** @param now - milliseconds since 1970 */
  find(token: string, now: number): Identity | undefined {
    const known = this.#known.get(digest(token));
    return known && now < known.until ? known.identity : undefined;
  }

  /**
   * @param expires - when the token ends to be valid by itself, and
   * @param now - the present, in milliseconds since 1970
   */
  remember(
    token: string,
    identity: Identity,
    expires: number,
    now: number,
  ): void {
    const [oldest] = this.#known.keys();
    if (oldest !== undefined && this.#known.size >= MOST) {
      this.#known.delete(oldest);
    }
    const until = Math.min(expires, now + LONGEST_MS);
    this.#known.set(digest(token), { identity, until });
  }
}

function digest(token: string): string {
  return hash('sha256', token, 'base64');
}
