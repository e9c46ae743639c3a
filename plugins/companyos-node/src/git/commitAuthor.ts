/** Whose name a commit carries. @public */
export type CommitAuthor = { name: string; email: string };

/**
 * The author of a commit that the portal makes for somebody. A person without an address gets one that leads nowhere,
 * because Git wants one.
 *
 * @param user - entity reference and profile, as far as they are known
 * @public
 */
export function commitAuthor(user?: {
  ref?: string;
  entity?: {
    spec: { profile?: { displayName?: string; email?: string } };
  };
}): CommitAuthor {
  const profile = user?.entity?.spec.profile;
  const ref = user?.ref ?? 'user:default/portal';
  return {
    name: oneLine(profile?.displayName) ?? ref,
    email:
      oneLine(profile?.email) ??
      `${ref.replace(/[^A-Za-z0-9._-]+/g, '.')}@users.invalid`,
  };
}

function oneLine(text: string | undefined): string | undefined {
  const clean = text?.replace(/[<>\p{Cc}]+/gu, ' ').trim();
  return clean || undefined;
}
