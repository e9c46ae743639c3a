/** A catalog entity with documentation, and when that was last built, in milliseconds since 1970. */
export type Documented<T> = { entity: T; builtAt?: number };

/** The latest built first; what was never built, and so never opened, last. */
export function newestFirst<T>(documents: Documented<T>[]): Documented<T>[] {
  return [...documents].sort((a, b) => (b.builtAt ?? 0) - (a.builtAt ?? 0));
}
