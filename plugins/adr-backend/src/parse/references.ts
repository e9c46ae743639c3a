import type { NamedRecord } from '@companyos/plugin-adr-common';
import { toPlain } from './outline';

const BY =
  /\b(?:super[sc]eded|replaced|overridden|obsoleted)[\s-]+by\b[:\s]*(.*)$/i;
const OF = /\b(?:super[sc]edes|replaces|obsoletes|overrides)\b[:\s]*(.*)$/i;

/** The records that a line says it is superseded by, or supersedes. */
export function referencesIn(line: string): {
  supersededBy: NamedRecord[];
  supersedes: NamedRecord[];
} {
  const by = BY.exec(line);
  const of = OF.exec(line);
  return {
    supersededBy: by ? toReferences(by[1]) : [],
    supersedes: of ? toReferences(of[1]) : [],
  };
}

/**
 * The records that a piece of text names: by link, as `ADR-0123`, by number, file name, slug or title.
 */
export function toReferences(text: string): NamedRecord[] {
  const links = [
    ...text.matchAll(/\[([^\]]{0,300})\]\(<?([^)\s>]{1,1000})>?[^)]{0,300}\)/g),
  ];
  if (links.length > 0) {
    return links.map(([, label, link]) => named(toPlain(label), link));
  }
  const urls = text.match(/<?https?:\/\/[^\s>,)]+/g);
  if (urls) return urls.map(url => named(url.replace(/^</, ''), url));
  return toPlain(text)
    .split(/,|;|&|\band\b/i)
    .map(part => part.trim().replace(/^["'(]+|["').]+$/g, ''))
    .filter(part => /[\p{L}\p{N}]/u.test(part))
    .map(part => named(part));
}

function named(text: string, link?: string): NamedRecord {
  const number =
    numberIn(text) ?? (link && numberIn(link.replace(/^.*\//, '')));
  return {
    text: text || link || '',
    ...(link !== undefined && { link }),
    ...(typeof number === 'number' && { number }),
  };
}

function numberIn(text: string): number | undefined {
  const match =
    /\badr[-_\s#]*0*(\d{1,6})\b/i.exec(text) ??
    /^[#\s]*0*(\d{1,6})(?=$|[.:)\s-])(?!-\d\d-\d\d)/.exec(text);
  return match ? Number(match[1]) : undefined;
}
