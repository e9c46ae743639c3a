/** A path as all of them are filed: OPA's callers may begin it with a slash. */
export function normalisePath(path: string): string {
  return path.replace(/^\/+/, '');
}

/** Whether a path is the prefix itself or below it; the empty prefix is above all. */
export function isBelow(path: string, prefix: string): boolean {
  return (
    prefix === '' ||
    path === prefix ||
    (path.startsWith(prefix) && path[prefix.length] === '/')
  );
}

/** The most exact of what is for a path. */
export function mostExact<T extends { path: string }>(
  path: string,
  candidates: T[],
): T | undefined {
  let best: T | undefined;
  for (const candidate of candidates) {
    if (
      isBelow(path, candidate.path) &&
      (!best || candidate.path.length > best.path.length)
    )
      best = candidate;
  }
  return best;
}
