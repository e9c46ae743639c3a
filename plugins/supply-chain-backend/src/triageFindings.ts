import { InputError } from '@backstage/errors';
import { SEVERITY_LEVELS } from '@companyos/evidence';
import { storableText } from '@companyos/plugin-companyos-node';
import type {
  Finding,
  FindingPage,
  Triage,
} from '@companyos/plugin-supply-chain-common';
import { factsOf, type GateAbout, type GateDeps } from './askGate';
import { packageColumns } from './FindingIndex';

/**
 * Says of findings of a release whether they count in an environment and why: the scan and the exceptions that are kept,
 * verified at this moment, and the policy's own words. And how many of the whole scan count.
 *
 * @throws InputError when the policy has no such environment.
 */
export async function triageFindings(
  deps: GateDeps,
  about: GateAbout & { environment: string },
  findings: Finding[],
): Promise<Pick<FindingPage, 'items' | 'counted'>> {
  const { environment, now } = about;
  const { artifact, statements, exceptions } = await factsOf(deps, about, [
    'scan',
  ]);
  const { findings: scanned } = statements.scan;
  const found = scanned ?? [];
  const triage = deps.gate.triage(
    { artifact, findings: found, exceptions },
    { environment, now },
  );
  const [violation] = triage.violations;
  if (violation) throw new InputError(violation.message);
  const known = new Map<string, Triage>();
  found.forEach((finding, index) => {
    const columns = packageColumns(finding);
    const key = keyOf(storableText(finding.id), columns);
    // Of two that differ in what is not kept, the one that counts.
    if (!known.get(key)?.counts) known.set(key, triage.findings[index]);
  });
  const counting = found.filter((_, index) => triage.findings[index].counts);
  return {
    items: findings.map(finding => {
      const { vulnerability, purl, version } = finding;
      return {
        ...finding,
        triage: known.get(keyOf(vulnerability, { package: purl, version })),
      };
    }),
    counted:
      scanned &&
      SEVERITY_LEVELS.map(level => ({
        level,
        findings: counting.filter(one => one.level === level).length,
      })),
  };
}

function keyOf(
  vulnerability: string,
  place: { package?: string | null; version?: string | null },
): string {
  return [vulnerability, place.package ?? '', place.version ?? ''].join('\0');
}
