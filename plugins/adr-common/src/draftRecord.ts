import type { NewRecord } from './newRecord';
import type { RecordName } from './recordName';

/** Another record, as a link of the same folder. */
export type RecordLink = { label: string; href: string };

const SECTIONS = [
  '## Context and Problem Statement',
  'What is the situation, and what has to be decided? Two or three sentences, and the question.',
  '## Decision Drivers',
  '- What the choice is measured by, one line each.',
  '## Considered Options',
  '1. Each option in a few words, the chosen one among them.',
  '## Decision Outcome',
  'Chosen: **option …**, because …',
  '### Consequences',
  '- Good and bad: what gets easier, what gets harder, what has to follow.',
  '### Confirmation',
  'How anybody can see that the decision is kept: a test, a rule, a review.',
  '## Pros and Cons of the Options',
  '- Good and bad of each option, under a heading of its own.',
];

/**
 * A decision record in MADR 4: front matter, and the sections with a line of guidance each.
 *
 * @param supersedes - the record that it takes the place of
 * @returns Markdown.
 * @public
 */
export function draftRecord(
  record: NewRecord,
  name: RecordName,
  supersedes?: RecordLink,
): string {
  const { status, date, deciders, signOffs, title } = record;
  const link = supersedes && `[${supersedes.label}](${supersedes.href})`;
  const required = signOffs.flatMap(({ group, minimum }) => [
    `    - group: ${group}`,
    `      count: ${minimum}`,
  ]);
  const frontMatter = [
    `status: ${status}`,
    `date: ${date}`,
    // JSON's strings are YAML's, whatever is in them.
    `deciders: [${deciders
      .map(decider => JSON.stringify(decider))
      .join(', ')}]`,
    ...(link ? [`supersedes: ${JSON.stringify(link)}`] : []),
    ...(required.length > 0
      ? ['sign-offs:', '  required:', ...required, '  given: []']
      : []),
    'tags: []',
  ];
  const body = [
    `# ${name.label}: ${title}`,
    ...(link ? [`Supersedes ${link}.`] : []),
    ...SECTIONS,
  ];
  return `---\n${frontMatter.join('\n')}\n---\n\n${body.join('\n\n')}\n`;
}

/**
 * The record that no longer holds, with its new status. Only one line is changed, and only when it is plain that this
 * line is the status: front matter with one `status` of one line, which names no successor yet.
 *
 * @returns undefined when that is not so.
 * @public
 */
export function markSuperseded(
  markdown: string,
  by: RecordLink,
): string | undefined {
  const [frontMatter] =
    /^\uFEFF?---[ \t]*\r?\n[\s\S]*?\r?\n---[ \t]*(?:\r?\n|$)/.exec(markdown) ??
    [];
  if (!frontMatter) return undefined;
  const lines = [...frontMatter.matchAll(/^status[ \t]*:[ \t]*(.*?)\r?$/gim)];
  const [, value] = lines[0] ?? [];
  // Neither a block nor a list, an anchor or a comment that would have to go; nor the name of another successor.
  if (
    lines.length !== 1 ||
    !/^(["']?)[\p{L}\p{N}][^"'#]*\1$/u.test(value) ||
    /super[sc]eded|replaced/i.test(value)
  ) {
    return undefined;
  }
  const changed = frontMatter.replace(
    /^(status[ \t]*:)[^\r\n]*/im,
    (_, key) =>
      `${key} ${JSON.stringify(`superseded by [${by.label}](${by.href})`)}`,
  );
  return changed + markdown.slice(frontMatter.length);
}
