import type { Problem } from '@companyos/plugin-adr-common';
import { parse } from 'yaml';

const MAX_LENGTH = 64 * 1024;
const FRONT_MATTER =
  /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)(?:^|\r?\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/m;

/** The YAML before a document's text, and the text. */
export type FrontMatter = {
  /** Empty when there is none or it cannot be read. */
  values: Record<string, unknown>;
  /** As written, for what has to be known of it even when it is no YAML. */
  raw: string;
  body: string;
  problems: Problem[];
};

/**
 * Splits a document. Front matter that is no YAML, or no list of names and values, is a problem and nothing more: the
 * text after it is read all the same.
 */
export function splitFrontMatter(text: string): FrontMatter {
  if (!/^\uFEFF?---[ \t]*\r?\n/.test(text)) {
    return { values: {}, raw: '', body: text, problems: [] };
  }
  const match = FRONT_MATTER.exec(text);
  if (!match || match.index > 0) {
    return broken('', text, 'begins and does not end');
  }
  const [whole, raw] = match;
  const body = text.slice(whole.length);
  if (raw.length > MAX_LENGTH) {
    return broken(raw, body, `is longer than ${MAX_LENGTH} characters`);
  }
  try {
    const values: unknown = parse(raw, { logLevel: 'error' }) ?? {};
    if (typeof values !== 'object' || Array.isArray(values)) {
      return broken(raw, body, 'is no list of names and values');
    }
    return { values: withPlainKeys(values ?? {}), raw, body, problems: [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return broken(raw, body, `is not YAML: ${reason.split('\n', 1)[0]}`);
  }
}

function broken(raw: string, body: string, reason: string): FrontMatter {
  return {
    values: {},
    raw,
    body,
    problems: [
      { code: 'FRONT_MATTER_INVALID', message: `Front matter ${reason}` },
    ],
  };
}

// `superseded_by`, `supersededBy` and `Superseded-By` are one name.
function withPlainKeys(values: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key
        .replace(/([a-z])([A-Z])/g, '$1-$2')
        .toLowerCase()
        .replace(/[_ ]/g, '-'),
      value,
    ]),
  );
}

/** A value of the front matter as words; lists may be written with commas. */
export function asList(value: unknown): string[] {
  const items = Array.isArray(value) ? value : [value];
  return items
    .flatMap(item =>
      typeof item === 'string' || typeof item === 'number'
        ? String(item).split(/[,;]/)
        : [],
    )
    .map(item => item.trim())
    .filter(Boolean);
}

/** A single value as text; undefined for what is no text. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() ? value.trim() : undefined;
}
