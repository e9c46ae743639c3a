import { pathSchema, refSchema, repositoryNameSchema } from './schema';

/** What a file URL of the local Git host points at. @public */
export type SourceLocation = {
  name: string;
  ref: string;
  /** Relative to the repository's top; empty for the top itself. */
  path: string;
};

const REPOS = '/api/local-git/repos/';

/**
 * The URL that Git clones from and pushes to.
 *
 * @param base - the plugin's base URL, such as `http://localhost:7007/api/local-git`
 * @public
 */
export function cloneUrl(base: string, name: string): string {
  return `${base}/repos/${name}.git`;
}

/**
 * The URL of a file or folder at a ref, as catalog locations and TechDocs use it.
 *
 * @param base - the plugin's base URL, such as `http://localhost:7007/api/local-git`
 * @public
 */
export function sourceUrl(
  base: string,
  kind: 'blob' | 'tree',
  location: SourceLocation,
): string {
  const { name, ref, path } = location;
  const parts = [name, kind, ref, ...path.split('/').filter(Boolean)];
  return `${base}/repos/${parts.map(encodeURIComponent).join('/')}`;
}

/**
 * Reads a URL made by {@link sourceUrl}, whatever host it is on. Both kinds are read alike, because a location relative
 * to a file keeps the file's `blob`.
 *
 * @returns undefined when the URL is not one of the local Git host, or names something that cannot exist there.
 * @public
 */
export function parseSourceUrl(url: string): SourceLocation | undefined {
  try {
    const { pathname } = new URL(url);
    if (!pathname.startsWith(REPOS)) return undefined;
    const [name, kind, ref, ...path] = pathname
      .slice(REPOS.length)
      .split('/')
      .map(decodeURIComponent);
    if (kind !== 'blob' && kind !== 'tree') return undefined;
    return {
      name: repositoryNameSchema.parse(name),
      ref: refSchema.parse(ref),
      path: pathSchema.parse(path.join('/')),
    };
  } catch {
    return undefined;
  }
}

/**
 * The repository that an entity comes from, by its source and location annotations.
 *
 * @public
 */
export function repositoryOfEntity(entity: {
  metadata: { annotations?: Record<string, string> };
}): string | undefined {
  const annotations = entity.metadata.annotations ?? {};
  const references = [
    annotations['backstage.io/source-location'],
    annotations['backstage.io/managed-by-location'],
  ];
  for (const reference of references) {
    const source = parseSourceUrl(reference?.replace(/^url:/, '') ?? '');
    if (source) return source.name;
  }
  return undefined;
}

/**
 * The portal's page for a repository, a file or folder in it, or the check of a push.
 *
 * @public
 */
export const portalPath = {
  overview: (name: string) => `/repositories/${name}`,
  source: (kind: 'blob' | 'tree', location: SourceLocation) => {
    const { name, ref, path } = location;
    const rest = [ref, ...path.split('/').filter(Boolean)];
    return `/repositories/${name}/${kind}/${rest
      .map(encodeURIComponent)
      .join('/')}`;
  },
  push: (name: string, id: string) => `/repositories/${name}/pushes/${id}`,
};
