import { InputError } from '@backstage/errors';
import { storableText } from '@companyos/plugin-companyos-node';
import type {
  Finding,
  ReleaseFinding,
  Triage,
} from '@companyos/plugin-supply-chain-common';
import { factsOf, type GateAbout, type GateDeps } from './askGate';
import { packageColumns } from './FindingIndex';

/**
 * Says of findings of a release whether they count in an environment and why: the scan and the exceptions that are kept,
 * verified at this moment, and the policy's own words.
 *
 * @throws InputError when the policy has no such environment.
 */
export async function triageFindings(
  deps: GateDeps,
  about: GateAbout & { environment: string },
  findings: Finding[],
): Promise<ReleaseFinding[]> {
  const { environment, now } = about;
  const { artifact, statements, exceptions } = await factsOf(deps, about, [
    'scan',
  ]);
  const found = statements.scan.findings ?? [];
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
  return findings.map(finding => {
    const { vulnerability, purl, version } = finding;
    return {
      ...finding,
      triage: known.get(keyOf(vulnerability, { package: purl, version })),
    };
  });
}

function keyOf(
  vulnerability: string,
  place: { package?: string | null; version?: string | null },
): string {
  return [vulnerability, place.package ?? '', place.version ?? ''].join('\0');
}
