import { checkPredicate, type Predicate } from '.';
import { findingsOf } from './findings';

type Results = Predicate<'vulnerabilities'>['scanner']['result'];

function scan(result: unknown[]): Predicate<'vulnerabilities'> {
  const time = '2026-11-24T09:30:00Z';
  const predicate = {
    scanner: {
      uri: 'pkg:github/google/osv-scanner@2.3.1',
      db: { lastUpdate: time },
      result: result as Results,
    },
    metadata: { scanStartedOn: time, scanFinishedOn: time },
  };
  expect(checkPredicate('vulnerabilities', predicate)).toBeUndefined();
  return predicate;
}

it('reads all that our scan says', () => {
  const found = findingsOf(
    scan([
      {
        id: 'GHSA-9f24-jqhm-jfcw',
        severity: [
          {
            method: 'CVSS_V3',
            score: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:N/A:N',
          },
          { method: 'cvss_score', score: '3.7' },
          { method: 'osv_severity', score: 'LOW' },
        ],
        annotations: [
          {
            purl: 'pkg:npm/undici@5.0.0',
            aliases: ['CVE-2024-24750'],
            fixed: ['6.6.1'],
            summary: 'Backpressure request is ignored',
          },
        ],
      },
    ]),
  );
  expect(found).toEqual([
    {
      id: 'GHSA-9f24-jqhm-jfcw',
      aliases: ['CVE-2024-24750'],
      purl: 'pkg:npm/undici@5.0.0',
      level: 'low',
      score: 3.7,
      fixed: ['6.6.1'],
      summary: 'Backpressure request is ignored',
    },
  ]);
});

it('finds nothing in a scan that found nothing', () => {
  expect(findingsOf(scan([]))).toEqual([]);
});

it.each([
  ['10.0', 'critical'],
  ['9.0', 'critical'],
  ['8.9', 'high'],
  ['7.0', 'high'],
  ['6.9', 'medium'],
  ['4.0', 'medium'],
  ['3.9', 'low'],
  ['0.1', 'low'],
  ['0.0', 'unknown'],
  ['10.1', 'unknown'],
  ['-1', 'unknown'],
  ['', 'unknown'],
  ['high', 'unknown'],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'unknown'],
])('a base score of %j is %s', (score, level) => {
  const severity = [{ method: 'cvss_score', score }];
  expect(findingsOf(scan([{ id: 'A', severity }]))).toMatchObject([{ level }]);
});

it.each([
  ['CRITICAL', 'critical'],
  ['HIGH', 'high'],
  ['MODERATE', 'medium'],
  ['medium', 'medium'],
  [' Low ', 'low'],
  ['constructor', 'unknown'],
  ['', 'unknown'],
])('without a score the word %j is %s', (score, level) => {
  const severity = [{ method: 'osv_severity', score }];
  expect(findingsOf(scan([{ id: 'A', severity }]))).toMatchObject([{ level }]);
});

it('takes the score before the word, and the highest of several', () => {
  const severity = [
    { method: 'osv_severity', score: 'LOW' },
    { method: 'cvss_v4', score: '4.1' },
    { method: 'cvss_score', score: '9.8' },
  ];
  expect(findingsOf(scan([{ id: 'A', severity }]))).toMatchObject([
    { level: 'critical', score: 9.8 },
  ]);
});

it.each([
  ['no annotations', {}],
  ['an empty list of them', { annotations: [] }],
  ['annotations that are none', { annotations: 'none' }],
  ['annotations that are no objects', { annotations: [null, 'x'] }],
  ['annotations of something else', { annotations: [{ purl: 7, fixed: 'a' }] }],
])('keeps a finding with %s', (_, rest) => {
  expect(findingsOf(scan([{ id: 'A', severity: [], ...rest }]))).toEqual([
    { id: 'A', aliases: [], level: 'unknown', fixed: [] },
  ]);
});

it('counts the same vulnerability in the same package once, with all that is known', () => {
  const entry = (level: string, purl: string, fixed: string[]) => ({
    id: 'A',
    severity: level ? [{ method: 'osv_severity', score: level }] : [],
    annotations: [{ purl, fixed, aliases: [] }],
  });
  expect(
    findingsOf(
      scan([
        entry('', 'pkg:npm/a@1', ['2']),
        entry('HIGH', 'pkg:npm/a@1', ['1.5', '2']),
        entry('LOW', 'pkg:npm/a@1', []),
        entry('LOW', 'pkg:npm/a@1.1', []),
      ]),
    ),
  ).toEqual([
    {
      id: 'A',
      aliases: [],
      purl: 'pkg:npm/a@1',
      level: 'high',
      fixed: ['2', '1.5'],
    },
    { id: 'A', aliases: [], purl: 'pkg:npm/a@1.1', level: 'low', fixed: [] },
  ]);
});

it('makes a finding of each package of an entry', () => {
  const annotations = [{ purl: 'pkg:npm/a@1' }, { purl: 'pkg:npm/b@1' }];
  expect(
    findingsOf(scan([{ id: 'A', severity: [], annotations }])),
  ).toMatchObject([{ purl: 'pkg:npm/a@1' }, { purl: 'pkg:npm/b@1' }]);
});
