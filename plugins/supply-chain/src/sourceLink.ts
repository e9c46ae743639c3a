import { parseSourceUrl, portalPath } from '@companyos/plugin-local-git-common';

/**
 * The page of a commit: in the portal for a repository of the local Git host, else on GitHub or GitLab.
 *
 * @param source - URI of a repository as provenance names it, such as `git+https://github.com/acme/crm@refs/heads/main`
 * @returns undefined where no such page is known
 */
export function commitLink(source: string, commit: string): string | undefined {
  const repository = repositoryUrl(source);
  if (!repository) return undefined;
  const local = parseSourceUrl(`${repository.href}/tree/${commit}`);
  if (local) return portalPath.source('tree', local);
  if (repository.protocol !== 'https:') return undefined;
  if (repository.hostname === 'github.com') {
    return `${repository.href}/commit/${commit}`;
  }
  return repository.hostname === 'gitlab.com'
    ? `${repository.href}/-/commit/${commit}`
    : undefined;
}

/** The name of a repository, as people say it: `acme/crm`. */
export function sourceName(source: string): string {
  const repository = repositoryUrl(source);
  if (!repository) return source;
  const [, local] = repository.pathname.split('/api/local-git/repos/');
  return decodeURIComponent(local ?? repository.pathname.slice(1));
}

function repositoryUrl(source: string): URL | undefined {
  try {
    const url = new URL(source.replace(/^git\+/, ''));
    // The ref behind the @ says how one came to the commit; the commit is known.
    url.pathname = url.pathname.split('@')[0].replace(/(\.git)?\/*$/, '');
    url.hash = '';
    url.search = '';
    return url;
  } catch {
    return undefined;
  }
}
