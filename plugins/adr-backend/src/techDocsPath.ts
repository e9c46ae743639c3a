/**
 * The page of a document on the entity's TechDocs site.
 *
 * @returns undefined when the entity has no site that is built from its own source, or the document is not part of it.
 */
export function techDocsPath(
  entityRef: string,
  annotations: Record<string, string>,
  path: string,
): string | undefined {
  const site = annotations['backstage.io/techdocs-ref'];
  if (!/^dir:\.?\/?$/.test(site ?? '') || !path.startsWith('docs/')) {
    return undefined;
  }
  const [kind, namespace, name] = entityRef.split(/[:/]/);
  const page = path
    .slice('docs/'.length)
    .replace(/\.md$/i, '')
    .replace(/(^|\/)(index|README)$/, '$1');
  const segments = page.split('/').filter(Boolean).map(encodeURIComponent);
  return `/${['docs', namespace, kind, name, ...segments].join('/')}/`;
}
