import {
  absent,
  deployment,
  fleetSummary,
  release,
  unsigned,
  untrusted,
  verified,
} from './__testUtils__/supplyChain';
import {
  changesSentence,
  depthText,
  durationText,
  exceptionsSentence,
  fleetSentence,
  foundSentence,
  levelsText,
  list,
  packageText,
  releaseSentence,
  releaseTitle,
  runningIn,
  runningSentence,
  sizeText,
} from './words';

const development = { ...verified, development: true };

it.each([
  [release(), '1.4.0 is verified; it went to production.'],
  [
    release({ scan: development, deployments: [] }),
    '1.4.0 is verified, by signatures that count in development only; nothing says that it was deployed.',
  ],
  [
    release({ provenance: absent }),
    '1.4.0 is signed, and some of its evidence is missing; it went to production.',
  ],
  [
    unsigned(),
    'sha256:3f9a…c21e is signed by nobody whom the portal trusts; nothing says that it was deployed.',
  ],
  [
    release({ sbom: untrusted }),
    '1.4.0 has evidence that does not verify; it went to production.',
  ],
])('says how a release stands: %#', (one, sentence) => {
  expect(releaseSentence(one)).toBe(sentence);
});

it('of each environment the newest deployment counts, and only one that succeeded', () => {
  const deployments = [
    deployment({ result: 'ROLLED_BACK' }),
    deployment(),
    deployment({ environment: 'staging' }),
  ];
  expect(runningIn(deployments)).toEqual([deployments[2]]);
});

it('never names a release by what nobody proves', () => {
  expect(releaseTitle(unsigned())).toEqual({
    title: 'sha256:3f9a…c21e',
    description: 'no version is proven',
  });
});

it.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
])('%j is listed as "%s"', (words, text) => expect(list(words)).toBe(text));

it.each([
  [undefined, 'Unknown'],
  [0, 'The artifact'],
  [1, 'Direct'],
  [3, '3 steps'],
])('depth %p is "%s"', (depth, text) => expect(depthText(depth)).toBe(text));

it.each([
  [1, '1 byte'],
  [999, '999 bytes'],
  [1950, '1.9 kB'],
  [1_234_567, '1.2 MB'],
])('%d bytes are "%s"', (bytes, text) => expect(sizeText(bytes)).toBe(text));

it.each([
  ['2026-01-01T00:00:00Z', '2026-01-01T00:02:33Z', '2 min 33 s'],
  ['2026-01-01T00:00:00Z', '2026-01-01T00:00:33Z', '33 s'],
  ['2026-01-01T00:00:00Z', '2025-01-01T00:00:00Z', undefined],
  [undefined, '2026-01-01T00:00:00Z', undefined],
])('from %s to %s it took %s', (from, to, text) =>
  expect(durationText(from, to)).toBe(text),
);

it.each([
  [{ purl: 'pkg:npm/%40acme/orders', version: '1.0.0' }, '@acme/orders 1.0.0'],
  [{ purl: 'pkg:npm/express' }, 'express'],
  [{}, 'Package not named'],
])('%j is "%s"', (finding, text) => expect(packageText(finding)).toBe(text));

it('leaves out levels that nothing has', () => {
  expect(
    levelsText([
      { level: 'critical', findings: 1200 },
      { level: 'high', findings: 0 },
      { level: 'low', findings: 2 },
    ]),
  ).toBe('1,200 critical, 2 low');
  expect(levelsText([])).toBe('none');
});

it.each([
  [
    {
      components: { added: 1, removed: 0, changed: 2, items: [] },
      findings: {
        fixed: 1,
        introduced: 0,
        fixedItems: [],
        introducedItems: [],
      },
    },
    '1 component added, 0 removed, 2 in another version; 1 vulnerability fixed, 0 new.',
  ],
  [
    { components: { added: 2, removed: 0, changed: 0, items: [] } },
    '2 components added, 0 removed, 0 in another version.',
  ],
  [
    {},
    'Nothing can be compared: neither a verified SBOM nor a verified scan is there for both.',
  ],
])('says what changed: %#', (changes, sentence) => {
  expect(changesSentence({ since: 'sha256:1', ...changes })).toBe(sentence);
});

const lacks = { signature: 0, provenance: 0, sbom: 0, scan: 0 };

it.each([
  [
    {},
    '3 of 41 newest releases are signed by nobody who is trusted; 1 of 7 deployments has no provenance.',
  ],
  [
    { lacks, runningWithoutProvenance: 0 },
    'Every newest release of 41 services is signed by somebody who is trusted; everything that was deployed has provenance.',
  ],
  [
    { entities: 1, lacks: { ...lacks, signature: 1 }, running: 0 },
    '1 of 1 newest release is signed by nobody who is trusted.',
  ],
  [{ entities: 0 }, 'No service has a release yet.'],
])('says what stands out: %#', (more, sentence) => {
  expect(fleetSentence(fleetSummary(more))).toBe(sentence);
});

it.each([
  [{}, 'Of 1 of 7 deployments nothing proves how it was built.'],
  [
    { runningWithoutProvenance: 0 },
    'Of each of 7 deployments it is proven how it was built.',
  ],
  [{ running: 0 }, 'No signed statement says what runs where.'],
])('says what runs: %#', (more, sentence) => {
  expect(runningSentence(fleetSummary(more))).toBe(sentence);
});

it('says which exceptions end', () => {
  expect(exceptionsSentence(fleetSummary())).toBe(
    '4 exceptions: 1 ended, 2 ending within 30 days.',
  );
  const exceptions = { total: 0, expired: 0, expiring: 0 };
  expect(exceptionsSentence(fleetSummary({ exceptions }))).toBe(
    'No exceptions are signed.',
  );
});

it.each([
  [['a 1'], true, '1 release of 1 service ships it.'],
  [['a 1', 'a 1', 'a 2', 'b 1'], true, '3 releases of 2 services ship it.'],
  [['a 1'], false, '1 release on this page of 1 service ship it.'],
])('says whom a search found: %j, all: %s', (found, whole, sentence) => {
  const rows = found
    .map(one => one.split(' '))
    .map(([ref, of]) => ({ entityRef: ref, digest: of }));
  expect(foundSentence(rows, whole, ['ships it', 'ship it'])).toBe(sentence);
});
