import { parse } from 'yaml';

/** A fenced block: its language, its text, and whether `<!-- run -->` stands on the line before it. */
export type Fence = { language: string; text: string; run: boolean };

/** What the checks want to know of a Markdown file. */
export type MarkdownFile = {
  /** The YAML between the first two `---` lines; empty where there is none. */
  frontMatter: Record<string, unknown>;
  /** Heading texts with their level, in order. */
  headings: { level: number; text: string }[];
  /** Targets of links and images, as written. */
  links: string[];
  fences: Fence[];
};

/**
 * Reads the parts of a Markdown file that can be checked against the repository.
 *
 * @throws if the front matter is not YAML.
 */
export function parseMarkdown(text: string): MarkdownFile {
  const front = /^---\n([\s\S]*?)\n---\n/.exec(text);
  const frontMatter = (front ? parse(front[1]) : undefined) ?? {};

  const fences: Fence[] = [];
  const body = text
    .slice(front?.[0].length ?? 0)
    .replace(
      /(<!-- run -->\n+)?^( *)```(\S*)[^\n]*\n([\s\S]*?)^\2```$/gm,
      (_, run, _indent, language, content) => {
        fences.push({ language, text: content, run: Boolean(run) });
        return '';
      },
    );

  const headings = [...body.matchAll(/^(#{1,6}) +(.+?)\s*$/gm)].map(match => ({
    level: match[1].length,
    text: match[2].replace(/`/g, ''),
  }));
  const prose = body.replace(/`[^`\n]*`/g, '');
  const links = [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)].map(
    match => match[1],
  );
  return { frontMatter, headings, links, fences };
}

/** The anchor that GitHub and MkDocs give a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s+/g, '-');
}
