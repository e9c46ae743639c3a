/**
 * Which revision of the policies decided: of the bundle that holds the path where its roots are known by name, else the
 * only one there is. An OPA that reads its policies from a folder can say by its label `revision` which they are.
 *
 * @param event - an event, of which any part may be anything
 */
export function revisionOf(event: Record<string, unknown>): string | undefined {
  const revisions = Object.values(objectOf(event.bundles)).map(bundle =>
    textOf(objectOf(bundle).revision),
  );
  const known = new Set(revisions.filter(one => one !== undefined));
  if (known.size === 1) return [...known][0];
  if (known.size > 1) return undefined;
  return textOf(event.revision) ?? textOf(objectOf(event.labels).revision);
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
