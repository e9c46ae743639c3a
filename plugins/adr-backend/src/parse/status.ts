import type { AdrStatus } from '@companyos/plugin-adr-common';

const WORDS: [AdrStatus, string[]][] = [
  [
    'rejected',
    [
      'not accepted',
      'not approved',
      'rejected',
      'reject',
      'declined',
      'withdrawn',
      'abandoned',
      'cancelled',
      'canceled',
      'refused',
    ],
  ],
  [
    'superseded',
    ['superseded', 'superceded', 'replaced', 'overridden', 'obsoleted'],
  ],
  [
    'deprecated',
    [
      'deprecated',
      'obsolete',
      'retired',
      'expired',
      'archived',
      'no longer valid',
    ],
  ],
  [
    'proposed',
    [
      'proposed',
      'proposal',
      'draft',
      'pending',
      'open',
      'in review',
      'under review',
      'in discussion',
      'under discussion',
      'in progress',
      'on hold',
      'wip',
      'rfc',
      'todo',
    ],
  ],
  [
    'accepted',
    [
      'accepted',
      'accept',
      'partly superseded',
      'partially superseded',
      'approved',
      'decided',
      'adopted',
      'implemented',
      'agreed',
      'ratified',
      'active',
      'final',
      'done',
      'amended',
      'in effect',
    ],
  ],
];
const STATUS_OF = new Map(
  WORDS.flatMap(([status, words]) => words.map(word => [word, status])),
);
// Longer ones first, so that `not accepted` is found before `accepted`.
const PATTERN = new RegExp(
  `\\b(${[...STATUS_OF.keys()]
    .sort((a, b) => b.length - a.length)
    .join('|')})\\b`,
  'gi',
);
const SUPERSEDED =
  /(?<!\bpart(?:ly|ially) )\b(super[sc]eded|replaced|overridden|obsoleted)\b/i;

/**
 * What the lines of a status mean. A line that says that another record holds now wins; else the first that has a word
 * for a status. A choice that nobody made (`proposed | accepted | rejected`) is none.
 *
 * @returns undefined when no word is known.
 */
export function toStatus(lines: string[]): AdrStatus | undefined {
  const chosen = checkedOnly(lines).filter(line => !isChoice(line));
  if (chosen.some(line => SUPERSEDED.test(line))) return 'superseded';
  for (const line of chosen) {
    const [word] = line.match(PATTERN) ?? [];
    if (word) return STATUS_OF.get(word.toLowerCase());
  }
  return undefined;
}

function isChoice(line: string): boolean {
  return (
    /[|/]/.test(line) &&
    new Set(line.match(PATTERN)?.map(word => word.toLowerCase())).size > 1 &&
    !/\]\(/.test(line)
  );
}

// `- [x] accepted` among boxes that are not checked.
function checkedOnly(lines: string[]): string[] {
  const boxes = lines.filter(line => /^\[[ xX]\]\s/.test(line));
  if (boxes.length === 0) return lines;
  return boxes.filter(line => !line.startsWith('[ ]'));
}
