import { numberOfName, type Problem } from '@companyos/plugin-adr-common';
import { FIELDS } from './fields';
import { asText, type FrontMatter } from './frontMatter';
import type { Section } from './outline';

const PREFIX =
  /^\[?(?:(?:architect(?:ure|ural) )?decision record\b|adr(?![a-z]))[\s:#_-]*(\d{1,6})?\]?\s*[.:)–—-]*\s*/i;
const NUMBERED = /^#?(\d{1,6})\s*[.:)–—]\s*|^#?(\d{1,6})\s+-\s+/;
const MAX_TITLE = 300;

/**
 * The title and number of a record. The file's name gives the number; a heading that has another one is a problem. A
 * date at the beginning of the name is no number.
 */
export function toTitle(
  path: string,
  frontMatter: FrontMatter,
  sections: Section[],
): { title: string; number?: number; problems: Problem[] } {
  const name = path.replace(/^.*\//, '').replace(/\.md$/i, '');
  const fromName = numberOfName(name);
  const written =
    titleHeading(sections) ?? asText(frontMatter.values.title) ?? '';
  const { title, number: fromTitle } = splitNumber(written);
  const problems: Problem[] = [];
  if (!title) {
    problems.push({
      code: 'TITLE_MISSING',
      message: 'There is no heading and no title; the file’s name stands in',
    });
  }
  if (
    fromName !== undefined &&
    fromTitle !== undefined &&
    fromName !== fromTitle
  ) {
    problems.push({
      code: 'NUMBER_MISMATCH',
      message: `The file's name says ${fromName}, the heading ${fromTitle}; the name's is used`,
    });
  }
  return {
    title: (title || wordsOfName(name)).slice(0, MAX_TITLE),
    number: fromName ?? fromTitle,
    problems,
  };
}

function titleHeading(sections: Section[]): string | undefined {
  const first =
    sections.find(({ level }) => level === 1) ??
    sections.find(({ level }) => level > 0);
  const isOther = [
    ...Object.values(FIELDS).flat(),
    'context',
    'context and problem statement',
    'background',
    'decision',
    'consequences',
  ];
  return first && first.heading && !isOther.includes(first.name)
    ? first.heading
    : undefined;
}

function splitNumber(text: string): { title: string; number?: number } {
  const prefix = PREFIX.exec(text);
  if (prefix && prefix[0].length < text.length) {
    const rest = text.slice(prefix[0].length);
    if (prefix[1]) return { title: rest, number: Number(prefix[1]) };
    return splitNumber(rest);
  }
  const numbered = NUMBERED.exec(text);
  if (!numbered) return { title: text };
  return {
    title: text.slice(numbered[0].length),
    number: Number(numbered[1] ?? numbered[2]),
  };
}

function wordsOfName(name: string): string {
  const words = name
    .replace(/^\d{4}-?\d{2}-?\d{2}[-_]/, '')
    .replace(/^(adrs?[-_. ]*)?\d{1,6}[-_. ]+/i, '')
    .replace(/[-_]+/g, ' ')
    .trim();
  return words ? words[0].toUpperCase() + words.slice(1) : name;
}
