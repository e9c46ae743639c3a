import { valueAt } from './pointer';

/** Which revision of which policies decided. @public */
export type Revision = { bundle: string; revision: string };

/**
 * The revisions that an event names: of each bundle, or of the policies in a folder, which an OPA can tell by its label
 * `revision`.
 *
 * @param event - of which any part may be anything
 * @public
 */
export function revisionsOf(event: Record<string, unknown>): Revision[] {
  const { bundles } = event;
  const named =
    typeof bundles === 'object' && bundles !== null ? Object.keys(bundles) : [];
  const ofBundles = named.flatMap(bundle => {
    const revision = textAt(event, ['bundles', bundle, 'revision']);
    return revision ? [{ bundle, revision }] : [];
  });
  if (ofBundles.length > 0) return ofBundles;
  const revision =
    textAt(event, ['revision']) ?? textAt(event, ['labels', 'revision']);
  return revision ? [{ bundle: 'policy', revision }] : [];
}

function textAt(event: unknown, pointer: string[]): string | undefined {
  const value = valueAt(event, pointer);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
