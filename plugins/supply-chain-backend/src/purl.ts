import { PackageURL } from 'packageurl-js';

// An index entry of PostgreSQL has to fit into a third of a page.
const MAX_LENGTH = 1000;

/** Written as npm's type writes it, with nothing to decode: most of those there are, read several times as fast. */
const PLAIN_NPM =
  /^(pkg:npm\/(?:%40[a-z\d][a-z\d._-]*\/)?[a-z\d][a-z\d._-]*)@(\d[A-Za-z\d.-]*)$/;

/** A package and its version, as they are looked up. */
export type PackageName = {
  /** Package URL without version, qualifiers and subpath. */
  purl: string;
  version?: string;
};

/**
 * Reads a package URL as its type writes it: names that mean the same package become the same.
 *
 * @returns undefined when it is none, or too long to be one.
 * @see https://github.com/package-url/purl-spec
 */
export function readPurl(text: string): PackageName | undefined {
  if (text.length > MAX_LENGTH || text.includes('\0')) return undefined;
  const plain = PLAIN_NPM.exec(text);
  if (plain) return { purl: plain[1], version: plain[2] };
  try {
    const { type, namespace, name, version } = PackageURL.fromString(text);
    return {
      purl: new PackageURL(
        type,
        namespace,
        name,
        undefined,
        undefined,
        undefined,
      ).toString(),
      version: version ?? undefined,
    };
  } catch {
    return undefined;
  }
}
