import { digestOf } from '../statement';

/**
 * What an exception is about: a service in all of its releases, as a package URL without a version. The kind of the
 * artifact is left out, so that an exception holds for the tarball of a laptop as for the image of CI.
 *
 * @param artifactName - as the trust policy and `evidence/artifact.json` have it
 * @public
 */
export function productId(artifactName: string): string {
  return `pkg:generic/${encodeURIComponent(artifactName)}`;
}

/**
 * The subject of an exception. in-toto knows its subjects by digest alone, and the digest of a release would end the
 * exception with the next build. So the subject is the product's name itself, as bytes: anybody can compute its digest,
 * and a statement about another product has another one.
 *
 * @public
 */
export function productDigest(artifactName: string): string {
  return digestOf(Buffer.from(productId(artifactName)));
}
