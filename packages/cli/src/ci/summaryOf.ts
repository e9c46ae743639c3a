import fs from 'node:fs';
import type { EvidenceFolder, RunRecord } from './EvidenceFolder';

const marks: Partial<Record<RunRecord['stages'][number]['outcome'], string>> = {
  passed: '✓',
  failed: '✗',
};

/** What a run has come to so far, in Markdown: the artifact, where there is one, and how each stage ended. */
export function summaryOf(evidence: EvidenceFolder): string {
  const stages = evidence.run()?.stages ?? [];
  return [
    ...artifactOf(evidence),
    ...table(
      ['Stage', 'Outcome', 'Seconds', ''],
      stages.map(({ name, outcome, seconds, reason }) => [
        name,
        `${marks[outcome] ?? '?'} ${outcome}`,
        seconds.toFixed(1),
        reason ?? '',
      ]),
    ),
  ].join('\n');
}

function artifactOf(evidence: EvidenceFolder): string[] {
  if (!fs.existsSync(evidence.file('artifact.json')))
    return ['## Nothing was built', ''];
  const { name, version, file, digest, commit, committedAt } =
    evidence.artifact();
  const components = evidence.components();
  return [
    `## ${name} ${version}`,
    '',
    ...table(
      ['Artifact', file],
      [
        ['Digest', `\`${digest}\``],
        ['Commit', `\`${commit}\`, ${committedAt}`],
        [
          'Components',
          components === undefined ? 'not listed' : String(components),
        ],
        ['Signed', evidence.bundle('signature') ? 'yes' : 'no'],
      ],
    ),
    '',
  ];
}

function table(head: string[], rows: string[][]): string[] {
  const line = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** What a tool has said must stay one cell, and no markup: it may quote what somebody wrote into the source. */
function cell(text: string): string {
  const [first, ...rest] = text.trim().split('\n');
  return `${first.slice(0, 200)}${rest.length > 0 ? ' …' : ''}`
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('|', '\\|')
    .replaceAll('[', '\\[');
}
