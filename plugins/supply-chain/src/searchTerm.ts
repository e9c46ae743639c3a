/** What somebody looks for, told apart by how it is written. */
export type SearchTerm =
  | { kind: 'package'; purl: string }
  | { kind: 'artifact'; digest: string }
  | { kind: 'vulnerability'; vulnerability: string };

/**
 * Reads what somebody typed: a package URL, the digest of an artifact, else the name of a vulnerability.
 *
 * @returns undefined when it is nothing
 */
export function readSearchTerm(text: string): SearchTerm | undefined {
  const term = text.trim();
  if (!term) return undefined;
  if (term.startsWith('pkg:')) return { kind: 'package', purl: term };
  if (/^sha(256|384|512):/i.test(term)) {
    return { kind: 'artifact', digest: term.toLowerCase() };
  }
  return { kind: 'vulnerability', vulnerability: term };
}
