/**
 * What a release has to show, by the name of its file without the ending. A pack, a run and the portal have the same
 * names.
 *
 * @public
 */
export const EVIDENCE_NAMES = [
  'signature',
  'provenance',
  'sbom',
  'scan',
  'test',
  'sast',
  'secrets',
  'vex',
  'gate',
  'release',
  'deployment',
] as const;

/** @public */
export type EvidenceName = (typeof EVIDENCE_NAMES)[number];

/** The folder of a run that holds its bundles. @public */
export const EVIDENCE_FOLDER = 'evidence';

/** The ending of a bundle's file. @public */
export const BUNDLE_ENDING = '.sigstore.json';

/**
 * Where a bundle lies in a run, such as `evidence/sbom.sigstore.json`.
 *
 * @public
 */
export function bundlePath(name: EvidenceName): string {
  return `${EVIDENCE_FOLDER}/${name}${BUNDLE_ENDING}`;
}
