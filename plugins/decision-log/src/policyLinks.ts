import { portalPath as adrPath } from '@companyos/plugin-adr-common';
import {
  parseSourceUrl,
  portalPath as localGitPath,
} from '@companyos/plugin-local-git-common';

/** The page of a file for people: in the portal for a repository of the local Git host, else where it is. */
export function sourcePage(url: string): string {
  const local = parseSourceUrl(url);
  return local ? localGitPath.source('blob', local) : url;
}

/**
 * The page of a decision record that a policy names.
 *
 * @param ref - an id such as `ADR-011`, a path in the entity's source, or a URL
 * @returns undefined for a URL that is not one of the web
 */
export function recordPage(
  ref: string,
  entityRef: string | undefined,
): string | undefined {
  const [, digits] = /^ADR-0*(\d+)$/.exec(ref) ?? [];
  if (digits)
    return `${adrPath.fleet()}?${new URLSearchParams({ query: ref })}`;
  if (/^https?:\/\//.test(ref)) return ref;
  return entityRef && !/^[a-z][a-z0-9+.-]*:/i.test(ref)
    ? adrPath.entity(entityRef, ref.replace(/^\.?\//, ''))
    : undefined;
}
