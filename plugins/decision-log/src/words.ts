import { parseEntityRef } from '@backstage/catalog-model';
import {
  amount,
  count,
  type Verdict,
} from '@companyos/plugin-companyos-common';
import type { Series } from '@companyos/plugin-companyos-react';
import {
  RESULTS,
  type Counts,
  type Result,
} from '@companyos/plugin-decision-log-common';

/** How each result is called and drawn, everywhere. */
export const RESULT_WORDS: Record<
  Result,
  { label: string; verdict: Verdict; tone: Series['tone'] }
> = {
  allow: { label: 'Allowed', verdict: 'positive', tone: 'positive' },
  deny: { label: 'Denied', verdict: 'negative', tone: 'negative' },
  error: { label: 'Error', verdict: 'warning', tone: 'warning' },
  undefined: { label: 'Undefined', verdict: 'unknown', tone: 'neutral' },
  other: { label: 'Other', verdict: 'notApplicable', tone: 'plain' },
};

/** Those that say neither yes nor no: whoever asked has to refuse. */
export const FAILURES = ['error', 'undefined'] as const;

/** All decisions together. */
export function totalOf(counts: Counts): number {
  return RESULTS.reduce((sum, result) => sum + counts[result], 0);
}

/** What decisions came to, in one sentence. */
export function countsSentence(counts: Counts, span: string): string {
  const total = totalOf(counts);
  if (total === 0) return `No decision ${span}.`;
  const failed = counts.error + counts.undefined;
  return [
    `${count(total, 'decision')} ${span}, ${
      counts.deny === 0 ? 'none denied' : `${amount(counts.deny)} denied`
    }`,
    failed > 0 && `${count(failed, 'time')} there was no answer`,
  ]
    .filter(Boolean)
    .join('; ')
    .concat('.');
}

/** What an entity is called in a sentence. */
export function nameOf(entityRef: string | undefined): string {
  return entityRef ? parseEntityRef(entityRef).name : 'No entity';
}

const time = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** A moment to the second, in the reader's own time zone. */
export function exactTime(iso: string): string {
  return time.format(new Date(iso));
}

const TIMINGS: Record<string, string> = {
  timer_server_handler_ns: 'whole request',
  timer_rego_query_eval_ns: 'evaluation',
  timer_rego_query_compile_ns: 'compiling the query',
  timer_rego_input_parse_ns: 'reading the input',
  timer_rego_external_resolve_ns: 'external sources',
};

/**
 * How long a part of a decision took, in words.
 *
 * @param timing - OPA's name, and nanoseconds
 */
export function timingText([name, nanoseconds]: [string, number]): string {
  const words =
    TIMINGS[name] ?? name.replace(/^timer_|_ns$/g, '').replaceAll('_', ' ');
  const milliseconds = nanoseconds / 1_000_000;
  return `${words} ${milliseconds.toLocaleString('en-GB', {
    maximumSignificantDigits: 3,
  })} ms`;
}

/** What one decision came to, in one sentence. */
export function decisionSentence(decision: {
  result: Result;
  entityRef?: string;
  event: Record<string, unknown>;
}): string {
  const of = decision.entityRef
    ? nameOf(decision.entityRef)
    : 'no entity of the catalog';
  switch (decision.result) {
    case 'allow':
      return `The policy of ${of} allowed this.`;
    case 'deny':
      return `The policy of ${of} denied this.`;
    case 'error':
      return `The policy of ${of} could not be evaluated; whoever asked has to refuse.`;
    case 'undefined':
      return `The policy of ${of} has no answer to this; whoever asked has to refuse.`;
    default:
      return `The policy of ${of} gave an answer that is neither yes nor no.`;
  }
}
