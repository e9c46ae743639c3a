import type { Proof, Release, TestRun } from './schema';
import { releaseVerdict, testVerdict } from './verdicts';

const verified: Proof = { outcome: 'verified', code: 'A', reason: 'Signed.' };
const absent: Proof = { outcome: 'absent', code: 'B', reason: 'Nothing.' };
const failed: Proof = { outcome: 'failed', code: 'C', reason: 'Not trusted.' };
const unverifiable: Proof = {
  outcome: 'unverifiable',
  code: 'D',
  reason: 'No root.',
};

type Evidence = Pick<
  Release,
  'signature' | 'provenance' | 'sbom' | 'scan' | 'tests' | 'attestations'
>;

const good: Evidence = {
  signature: verified,
  provenance: verified,
  sbom: verified,
  scan: absent,
  tests: [],
  attestations: { total: 3, verified: 3 },
};

it.each<[Partial<Evidence>, object]>([
  [{}, { state: 'verified', verdict: 'positive', label: 'Verified' }],
  [
    { sbom: { ...verified, development: true } },
    { state: 'verified', development: true },
  ],
  [
    { signature: { ...verified, development: true } },
    { state: 'verified', development: true },
  ],
  [
    { signature: absent },
    {
      state: 'incomplete',
      verdict: 'warning',
      reason: 'There is no signature of the artifact.',
    },
  ],
  [
    { signature: unverifiable },
    {
      state: 'incomplete',
      reason: 'The signature of the artifact cannot be verified.',
    },
  ],
  [
    { signature: failed },
    {
      state: 'failed',
      verdict: 'negative',
      reason: 'signature of the artifact: Not trusted.',
    },
  ],
  [
    { provenance: absent },
    {
      state: 'incomplete',
      verdict: 'warning',
      reason: 'There is no provenance.',
    },
  ],
  [
    { provenance: unverifiable, sbom: absent },
    {
      state: 'incomplete',
      reason: 'The provenance cannot be verified. There is no SBOM.',
    },
  ],
  [
    {
      signature: absent,
      provenance: unverifiable,
      sbom: absent,
      attestations: { total: 1, verified: 0 },
    },
    { state: 'unsigned', verdict: 'unknown', label: 'Unsigned' },
  ],
  [
    { scan: failed, tests: [failed] },
    {
      state: 'failed',
      verdict: 'negative',
      reason: 'scan: Not trusted. test: Not trusted.',
    },
  ],
])('judges a release: %#', (more, judgement) => {
  expect(releaseVerdict({ ...good, ...more })).toMatchObject(judgement);
});

it.each<[TestRun['result'] | undefined, Proof, string, string]>([
  ['PASSED', verified, 'positive', 'Passed'],
  ['WARNED', verified, 'warning', 'Warned'],
  ['FAILED', verified, 'negative', 'Failed'],
  [undefined, unverifiable, 'unknown', 'Cannot verify'],
  [undefined, failed, 'negative', 'Failed'],
])('judges a test that %s', (result, proof, verdict, label) => {
  const facts = result && { name: 'make test', result };
  expect(testVerdict({ ...proof, facts })).toMatchObject({ verdict, label });
});
