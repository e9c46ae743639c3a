import { useTemporaryFolder } from '../testing';
import { SignedRun } from './__testUtils__/signedRun';
import { EvidenceFolder } from './EvidenceFolder';
import { summaryOf } from './summaryOf';

const folder = useTemporaryFolder();

it('names artifact, commit and stages', async () => {
  const { evidence } = await SignedRun.create(folder.path());
  evidence.writeStatement('sbom', 'cyclonedx', {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    components: [{ type: 'library', name: 'undici' }],
  });
  evidence.writeRun({
    startedOn: '2026-11-24T09:30:00Z',
    finishedOn: '2026-11-24T09:31:00Z',
    stages: [
      { name: 'test', outcome: 'passed', seconds: 1.26, reason: '3 passed' },
      { name: 'scan', outcome: 'unavailable', seconds: 0 },
    ],
  });
  const { digest, commit } = evidence.artifact();
  expect(summaryOf(evidence).split('\n')).toEqual([
    '## tiny-service 1.2.3-d20ace7968ba',
    '',
    '| Artifact | tiny-service.tgz |',
    '| --- | --- |',
    `| Digest | \`${digest}\` |`,
    `| Commit | \`${commit}\`, 2026-11-24T09:30:00.000Z |`,
    '| Components | 1 |',
    '| Signed | yes |',
    '',
    '| Stage | Outcome | Seconds |  |',
    '| --- | --- | --- | --- |',
    '| test | ✓ passed | 1.3 | 3 passed |',
    '| scan | ? unavailable | 0.0 |  |',
  ]);
});

it('lets nothing that a tool has said become markup', () => {
  const evidence = new EvidenceFolder(folder.path());
  const reason =
    'src/a.ts: <img src=x> | [click](https://example.com)\nand more';
  evidence.writeRun({
    startedOn: '',
    finishedOn: '',
    stages: [{ name: 'sast', outcome: 'failed', seconds: 1, reason }],
  });
  expect(summaryOf(evidence)).toContain(
    '| sast | ✗ failed | 1.0 | src/a.ts: &lt;img src=x> \\| \\[click](https://example.com) … |',
  );
  expect(summaryOf(evidence)).toContain('## Nothing was built');
});
