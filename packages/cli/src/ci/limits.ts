import {
  exceptionFacts,
  findingsOf,
  parseTrustPolicy,
  type ExceptionFacts,
  type Predicate,
} from '@companyos/evidence';
import { ReleaseGate, type GateDecision } from '@companyos/policy';
import { readTrust } from '../evidence/evidenceFiles';
import { readExceptions } from '../evidence/gateFiles';
import { CliError, UsageError } from '../errors';
import { gateFolder } from '../steps/gateFolder';
import { listed } from './runScanner';
import type { StageContext } from './Stage';

/**
 * Holds findings against the limits of an environment, by the rules of the release gate, so that what no gate would let
 * through is known when it is built.
 *
 * @returns how many findings have an exception that counts
 * @throws CliError that names each finding above the limits, and the way out; UsageError for an unknown environment.
 */
export async function assertWithinLimits(
  predicate: Predicate<'vulnerabilities'>,
  context: StageContext,
): Promise<number> {
  const { env, evidence, options } = context;
  const { environment = 'production' } = options;
  const { name, digest } = evidence.artifact();
  const gate = await ReleaseGate.load(gateFolder(env));
  const { allow, violations, excepted } = gate.decideFindings(
    {
      artifact: { name, digest },
      findings: findingsOf(predicate),
      exceptions: exceptionsFor({ name, digest }, context),
    },
    { environment, now: new Date() },
  );
  if (!allow) throw refusal(environment, violations);
  return excepted.length;
}

/** Without a trust policy nobody is believed, and so no exception counts. */
function exceptionsFor(
  { name, digest }: { name: string; digest: string },
  context: StageContext,
): ExceptionFacts[] {
  const { exceptions, policy } = context.options;
  const bundles = readExceptions(exceptions, context);
  if (bundles.length === 0) return [];
  const trust = policy
    ? readTrust({ policy }, 'production', context)
    : parseTrustPolicy({});
  return exceptionFacts(bundles, digest, { policy: trust, artifactName: name });
}

function refusal(
  environment: string,
  violations: GateDecision['violations'],
): Error {
  const unknown = violations.find(({ code }) => code === 'environment_unknown');
  if (unknown) return new UsageError(unknown.message);
  const named = listed(violations.map(({ message }) => message));
  return new CliError(
    `${named}\n\nVulnerabilities are known that no gate lets into ${environment}. Update the packages; where that cannot be done now, have an exception signed.`,
  );
}
