import MarkdownIt from 'markdown-it';

/** A stretch of a document under one heading; the first has none. */
export type Section = {
  /** Without number, markup and colon, in lower case. */
  name: string;
  /** The heading as plain text. */
  heading: string;
  level: number;
  /** Lines of paragraphs and list items, in Markdown without emphasis. */
  lines: string[];
  /** Cells of each table, row by row. */
  tables: string[][][];
};

// Only the blocks are parsed: what is code is known then, and inline markup costs nothing where nobody reads it.
// Lines are cut and repetitions bounded, so that no text takes longer than its length.
const MAX_LINE = 2_000;
const markdown = new MarkdownIt('commonmark', { html: true }).enable('table');
markdown.core.ruler.enableOnly(['normalize', 'block']);

/** Splits a document into its sections; code and HTML are left out. */
export function outline(body: string): Section[] {
  const sections = [newSection('', 0)];
  let table: string[][] | undefined;
  let row: string[] = [];
  let level = 0;

  for (const token of markdown.parse(body, {})) {
    const section = sections[sections.length - 1];
    switch (token.type) {
      case 'heading_open':
        level = Number(token.tag.slice(1));
        break;
      case 'heading_close':
        level = 0;
        break;
      case 'table_open':
        table = [];
        section.tables.push(table);
        break;
      case 'table_close':
        table = undefined;
        break;
      case 'tr_open':
        row = [];
        table?.push(row);
        break;
      case 'inline':
        if (level) sections.push(newSection(toPlain(token.content), level));
        else if (table) row.push(withoutEmphasis(token.content));
        else section.lines.push(...toLines(token.content));
        break;
      default:
    }
  }
  return sections;
}

function newSection(heading: string, level: number): Section {
  const name = heading
    .toLowerCase()
    .replace(/^[\d.]+\s+/, '')
    .replace(/[:\s]+$/, '')
    .trim();
  return { name, heading, level, lines: [], tables: [] };
}

function toLines(content: string): string[] {
  return content
    .replace(/<!--[\s\S]*?(-->|$)/g, '')
    .split('\n')
    .map(withoutEmphasis)
    .filter(Boolean);
}

function withoutEmphasis(text: string): string {
  return text
    .slice(0, MAX_LINE)
    .replace(/(\*\*|__)(?=\S)/g, '')
    .replace(/(\S)(\*\*|__)/g, '$1')
    .replace(/(^|[\s(])[*_](?=\S)([^*_]+)[*_](?=$|[\s:.,)])/g, '$1$2')
    .replace(/`/g, '')
    .replace(/\\$/, '')
    .trim();
}

/** The words of a piece of Markdown: links by their text, no markup. */
export function toPlain(text: string): string {
  return withoutEmphasis(
    text
      .slice(0, MAX_LINE)
      .replace(/!\[([^\]]{0,300})\]\([^)]{0,1000}\)/g, '$1')
      .replace(/\[([^\]]{1,300})\]\([^)]{0,1000}\)/g, '$1')
      .replace(/\[\[([^\]]{1,300})\]\]/g, '$1')
      .replace(/\[([^\]]{1,300})\]\[[^\]]{0,300}\]/g, '$1')
      .replace(/<[^>]{0,200}>/g, ''),
  );
}
