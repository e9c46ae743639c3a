import {
  createStatement,
  productId,
  type Statement,
} from '@companyos/evidence';
import type { Artifact } from '../ci/EvidenceFolder';

/**
 * The decision of the gate as a verification summary. The environment is part of the policy's address, because a summary
 * has no field for it: a decision about staging must not be taken for one about production.
 *
 * @see https://slsa.dev/spec/v1.1/verification_summary
 */
export function gateSummary(
  allow: boolean,
  about: {
    artifact: Artifact;
    environment: string;
    now: Date;
    /** Digest of the compiled policy. */
    policy: string;
    /** The bundles that were looked at. */
    inputs: { name: string; digest: string }[];
  },
): Statement {
  const { artifact, environment, now, policy, inputs } = about;
  return createStatement('verificationSummary', {
    subject: { name: artifact.file, digest: artifact.digest },
    predicate: {
      verifier: { id: 'https://companyos.dev/gates/release/v1' },
      timeVerified: now.toISOString(),
      resourceUri: `${productId(artifact.name)}@${artifact.version}`,
      policy: {
        uri: `https://companyos.dev/policies/release#${environment}`,
        digest: sha256(policy),
      },
      inputAttestations: inputs.map(({ name, digest }) => ({
        name,
        digest: sha256(digest),
      })),
      verificationResult: allow ? 'PASSED' : 'FAILED',
      verifiedLevels: [allow ? 'COMPANYOS_RELEASE_GATE' : 'FAILED'],
    },
  });
}

function sha256(digest: string) {
  return { sha256: digest.slice('sha256:'.length) };
}
