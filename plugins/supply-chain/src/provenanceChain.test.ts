import {
  absent,
  attestation,
  deployment,
  releaseDetails,
  untrusted,
} from './__testUtils__/supplyChain';
import { provenanceChain } from './provenanceChain';

const brief = (release: Parameters<typeof provenanceChain>[0]) =>
  provenanceChain(release)
    .flat()
    .map(({ title, value, label, verdict }) =>
      [title, value ?? 'missing', label, verdict].join(' | '),
    );

it('tells the way from the commit to each environment', () => {
  const release = releaseDetails({
    deployments: [
      deployment({ environment: 'staging', result: 'FAILED' }),
      deployment(),
      deployment({ environment: 'staging' }),
    ],
  });
  expect(brief(release)).toEqual([
    'Commit | f6520129 | Verified | positive',
    'Workflow | workflows/build.yml | Verified | positive',
    'Artifact | 1.4.0 | By digest | notApplicable',
    'Signature | ci | Verified | positive',
    'Deployment | staging | Failed | negative',
    'Deployment | production | Succeeded | positive',
  ]);
  const [[commit], [workflow], , [signature]] = provenanceChain(release);
  expect(commit.href).toBe(
    `https://github.com/acme/crm/commit/${'f6520129'.padEnd(40, '0')}`,
  );
  expect(workflow).toMatchObject({
    href: 'https://github.com/acme/ci/.github/workflows/build.yml',
    facts: ['took 2 min 33 s', expect.any(String)],
  });
  expect(signature.facts).toEqual([
    '4 of 5 bundles verify',
    'against trust root ci',
  ]);
});

it('has a place for what nothing proves, and says why', () => {
  const release = releaseDetails({
    signature: untrusted,
    provenance: untrusted,
    deployments: [],
    bundles: [attestation({ outcome: 'failed', reason: 'Not trusted.' })],
  });
  expect(brief(release)).toEqual([
    'Commit | missing | Failed | negative',
    'Workflow | missing | Failed | negative',
    'Artifact | 1.4.0 | By digest | notApplicable',
    'Signature | missing | Failed | negative',
    'Deployment | missing | Not reported | unknown',
  ]);
  const [[commit], , , [signature]] = provenanceChain(release);
  expect(commit.reason).toBe(
    'Only verified provenance says from which commit it was built. The trust policy does not have the key.',
  );
  expect(signature.reason).toBe(
    'Nothing proves who signed the artifact itself. The trust policy does not have the key.',
  );
});

it('takes nothing that is absent for good', () => {
  const [[commit], , , [signature]] = provenanceChain(
    releaseDetails({ provenance: absent, signature: absent }),
  );
  expect(commit).toMatchObject({ verdict: 'unknown', label: 'Absent' });
  // That other statements are signed does not sign the artifact.
  expect(signature).toMatchObject({
    verdict: 'unknown',
    label: 'Absent',
    facts: ['4 of 5 bundles verify'],
  });
});

it('marks what rests on a signature for development', () => {
  const signer = {
    kind: 'key',
    root: 'laptop',
    purpose: 'development',
  } as const;
  const release = releaseDetails({ bundles: [attestation({ signer })] });
  const [, , , [signature]] = provenanceChain(release);
  expect(signature).toMatchObject({ value: 'laptop', development: true });
});
