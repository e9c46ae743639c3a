import { fields, present, text, texts } from './loose';
import type { Predicate } from './predicateTypes';

/** How severe a finding is, the most severe first. @public */
export const SEVERITY_LEVELS = [
  'critical',
  'high',
  'medium',
  'low',
  'unknown',
] as const;

/** @public */
export type SeverityLevel = (typeof SEVERITY_LEVELS)[number];

/** One known vulnerability in one package. @public */
export type Finding = {
  /** As the advisory database has it, such as `GHSA-fxph-q3j8-mv87`. */
  id: string;
  /** Its other names, such as a CVE. */
  aliases: string[];
  /** The package URL; absent where the scanner does not say which package it is. */
  purl?: string;
  level: SeverityLevel;
  /** CVSS base score, 0 to 10. */
  score?: number;
  /** Versions without the vulnerability. */
  fixed: string[];
  summary?: string;
};

type Result = Predicate<'vulnerabilities'>['scanner']['result'][number];

const words: Record<string, SeverityLevel> = {
  critical: 'critical',
  high: 'high',
  moderate: 'medium',
  medium: 'medium',
  low: 'low',
};

const scores: Array<[least: number, level: SeverityLevel]> = [
  [9, 'critical'],
  [7, 'high'],
  [4, 'medium'],
  [Number.MIN_VALUE, 'low'],
];

/**
 * The findings of a scan, each pair of vulnerability and package once. The level is that of the CVSS base score, else
 * the word of the advisory database, else `unknown`: whatever a scanner leaves out, no finding is.
 *
 * @param predicate - body of a `vulnerabilities` statement
 * @see https://www.first.org/cvss/v3.1/specification-document#Qualitative-Severity-Rating-Scale
 * @public
 */
export function findingsOf(predicate: Predicate<'vulnerabilities'>): Finding[] {
  const found = new Map<string, Finding>();
  for (const result of predicate.scanner.result) {
    for (const finding of toFindings(result)) {
      const key = JSON.stringify([finding.id, finding.purl]);
      const earlier = found.get(key);
      found.set(key, earlier ? moreSevere(earlier, finding) : finding);
    }
  }
  return [...found.values()];
}

function toFindings({ id, severity, annotations }: Result): Finding[] {
  const score = scoreOf(severity);
  const about = { id, level: levelOf(severity, score), score };
  const packages = Array.isArray(annotations) ? annotations : [];
  return (packages.length > 0 ? packages : [{}]).map(fields).map(annotation =>
    present({
      ...about,
      aliases: texts(annotation.aliases),
      purl: text(annotation.purl),
      fixed: texts(annotation.fixed),
      summary: text(annotation.summary),
    }),
  );
}

/** Vectors are scores of CVSS as well, and no numbers. */
function scoreOf(severity: Result['severity']): number | undefined {
  const found = severity
    .filter(({ method }) => /^cvss/i.test(method))
    .map(({ score }) => Number(score.trim() || 'none'))
    .filter(score => score >= 0 && score <= 10);
  return found.length > 0 ? Math.max(...found) : undefined;
}

function levelOf(
  severity: Result['severity'],
  score: number = 0,
): SeverityLevel {
  const byScore = scores.find(([least]) => score >= least)?.[1];
  return (
    byScore ??
    mostSevere(
      severity
        .filter(({ method }) => /^osv_severity$/i.test(method))
        .map(one => wordLevel(one.score)),
    )
  );
}

function wordLevel(word: string): SeverityLevel {
  const known = word.trim().toLowerCase();
  return Object.hasOwn(words, known) ? words[known] : 'unknown';
}

function mostSevere(levels: SeverityLevel[]): SeverityLevel {
  return SEVERITY_LEVELS.find(level => levels.includes(level)) ?? 'unknown';
}

/** Two entries about the same: what either says is known of it. */
function moreSevere(one: Finding, other: Finding): Finding {
  const level = mostSevere([one.level, other.level]);
  return {
    ...(level === one.level ? { ...other, ...one } : { ...one, ...other }),
    aliases: [...new Set([...one.aliases, ...other.aliases])],
    fixed: [...new Set([...one.fixed, ...other.fixed])],
  };
}
