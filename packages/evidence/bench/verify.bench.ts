/**
 * What it costs to verify one bundle with an SBOM of 500 components, against the bare `@sigstore/verify` on the same
 * bundle, alternating in one process. Both begin with the bytes of the file.
 *
 *   yarn workspace @companyos/evidence bench
 *
 * Prints `name ours baseline ratio goal`, medians in milliseconds; the goal is ours, in milliseconds. Exits with 1 past
 * it.
 */
import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import {
  digestOf,
  keySigner,
  parseTrustPolicy,
  readPublicKey,
  signStatement,
  verifyBundle,
  type TrustPolicyConfig,
} from '../src';
import {
  artifact,
  newKey,
  sbomStatement,
  startMockSigstore,
  workflowClaims,
} from '../src/__testUtils__';

const REPETITIONS = 201;
const WARM_UP = 20;
const GOAL = 25;

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

function time(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function compare(
  name: string,
  bundle: Buffer,
  config: TrustPolicyConfig,
  bare: Verifier,
): boolean {
  // As the portal does: the policy is read once, and holds for many bundles.
  const policy = parseTrustPolicy(config);
  const digest = digestOf(artifact);
  const ours: number[] = [];
  const baseline: number[] = [];
  for (let i = 0; i < WARM_UP + REPETITIONS; i++) {
    let code = '';
    const own = time(() => {
      ({ code } = verifyBundle(bundle, { policy, artifact: digest }));
    });
    if (code !== 'EVIDENCE_VERIFIED') throw new Error(code);
    const library = time(() =>
      bare.verify(
        toSignedEntity(bundleFromJSON(JSON.parse(bundle.toString()))),
      ),
    );
    if (i >= WARM_UP) {
      ours.push(own);
      baseline.push(library);
    }
  }
  const [a, b] = [median(ours), median(baseline)];
  process.stdout.write(
    `${name} ${a.toFixed(2)} ${b.toFixed(2)} ${(a / b).toFixed(2)} ${GOAL}\n`,
  );
  return a <= GOAL;
}

async function main() {
  const sigstore = await startMockSigstore();
  const key = newKey();
  const statement = sbomStatement(500);
  const withKey = await signStatement(statement, keySigner(key));
  const keyless = await signStatement(statement, sigstore.signer());
  await sigstore.stop();

  const root = TrustedRoot.fromJSON(sigstore.trustedRoot);
  const publicKey = readPublicKey(key.publicKey);
  const material = toTrustMaterial(root, () => ({
    publicKey,
    validFor: () => true,
  }));
  const none = { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 };
  const {
    iss: issuer,
    sub: subject,
    repository_id: repositoryId,
  } = workflowClaims;
  const met = [
    compare(
      'verify-sbom-key',
      withKey,
      {
        keys: [
          {
            name: 'key',
            publicKey: key.publicKey,
            purpose: 'development',
          },
        ],
      },
      new Verifier(material, none),
    ),
    compare(
      'verify-sbom-keyless',
      keyless,
      {
        sigstore: [
          {
            name: 'company',
            trustedRoot: sigstore.trustedRoot,
            identities: [{ issuer, subject, repositoryId }],
          },
        ],
      },
      new Verifier(material),
    ),
  ];
  process.exitCode = met.every(Boolean) ? 0 : 1;
}

void main();
