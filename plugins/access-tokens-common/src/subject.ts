/** Who stands behind a request that was made with an access token. @public */
export type TokenSubject = {
  /** Entity ref of the user who made the token. */
  owner: string;
  /** The name that they gave it. */
  name: string;
};

/**
 * The service principal's subject of a token: `external:token:user:default/ada/ci-main`.
 *
 * @public
 */
export function formatTokenSubject(subject: TokenSubject): string {
  return `external:token:${subject.owner}/${subject.name}`;
}

/**
 * Reads what {@link formatTokenSubject} wrote.
 *
 * @returns `undefined` when the subject is not a token's.
 * @public
 */
export function parseTokenSubject(subject: string): TokenSubject | undefined {
  const match = /^external:token:([^/]+\/[^/]+)\/([^/]+)$/.exec(subject);
  return match ? { owner: match[1], name: match[2] } : undefined;
}
