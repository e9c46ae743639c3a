import type { Finding } from './findingSchema';
import type { VexException } from './schema';

/**
 * What was last said about a finding: the newest verified statement that is about it, by any name of the vulnerability and
 * for its package. Of several of the same instant the first one. It says whether somebody has looked, and not whether a
 * gate lets it pass: that is for `policies/release` to say.
 *
 * @param exceptions - of the release
 * @public
 */
export function exceptionOf(
  finding: Pick<Finding, 'vulnerability' | 'aliases' | 'purl' | 'version'>,
  exceptions: VexException[],
): VexException | undefined {
  const names = new Set([finding.vulnerability, ...finding.aliases]);
  const { purl, version } = finding;
  const packages = [purl, purl && version && `${purl}@${version}`];
  return exceptions
    .filter(
      one =>
        [one.vulnerability, ...one.aliases].some(name => names.has(name)) &&
        (one.packages.length === 0 ||
          one.packages.some(wanted => packages.includes(wanted))),
    )
    .reduce<VexException | undefined>(
      (latest, one) =>
        latest && (latest.made ?? '') >= (one.made ?? '') ? latest : one,
      undefined,
    );
}
