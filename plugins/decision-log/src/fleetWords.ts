import {
  amount,
  count,
  type Page,
  type Evidence,
  type Verdict,
} from '@companyos/plugin-companyos-common';
import type {
  Counter,
  Counters,
  Instance,
  Refusals,
  Skews,
} from '@companyos/plugin-decision-log-common';
import { nameOf } from './words';

/** A verdict as its chip takes it. */
type Chip = { verdict: Verdict; label: string; evidence?: Evidence };

/** What policies denied, and what most often. */
export function denialsSentence(
  { items: [top], total }: Refusals,
  span: string,
): string {
  if (!top) return `No policy denied anything ${span}.`;
  return `${count(total, 'denial')} ${span}; most often ${nameOf(
    top.entityRef,
  )}: ${top.reason ?? 'no reason given'}, ${count(top.count, 'time')}.`;
}

/** How often there was no answer: by the log, and by the services' own counters. */
export function failuresSentence(
  { total }: Refusals,
  counters: Counters,
  span: string,
): string {
  const logged =
    total === 0
      ? `Every policy in the log answered ${span}`
      : `${count(total, 'time')} a policy had no answer ${span}`;
  if (counters.state === 'unknown')
    return `${logged}; what services got no answer to is not known.`;
  const failing = counters.items.filter(({ failures }) => failures.length > 0);
  return failing.length === 0
    ? `${logged}; no service was left without one.`
    : `${logged}; ${count(
        failing.length,
        'service was',
        'services were',
      )} left without one.`;
}

/** Whether the OPAs of each service have the same policies. */
export function skewSentence({ items, reporting, running }: Skews): string {
  if (running === 0) return 'No OPA was heard of lately.';
  const entities = new Set(items.map(({ entityRef }) => entityRef)).size;
  const silent = running - reporting;
  return [
    entities === 0
      ? 'No service has OPAs with different revisions'
      : `${count(
          entities,
          'service has',
          'services have',
        )} OPAs with different revisions`,
    silent > 0 &&
      `${amount(silent)} of ${count(
        running,
        'OPA',
      )} do not say which they have`,
  ]
    .filter(Boolean)
    .join('; ')
    .concat('.');
}

/** Whether anything is missing, and of how many OPAs and services nobody knows. */
export function completenessSentence(
  { items: instances, nextCursor }: Page<Instance>,
  counters: Counters,
): string {
  if (instances.length === 0) return 'No OPA has sent anything yet.';
  const missing = instances.reduce((sum, one) => sum + (one.missing ?? 0), 0);
  const holed = instances.filter(one => one.missing).length;
  const unknown = instances.filter(one => one.missing === undefined).length;
  const differing =
    counters.state === 'known'
      ? counters.items.filter(({ difference }) => difference !== 0).length
      : 0;
  return [
    // There are more, of which nothing is said here.
    nextCursor && `Of the newest ${amount(instances.length)} OPA processes`,
    missing === 0
      ? 'Nothing that OPAs counted is missing'
      : `${count(missing, 'decision')} of ${count(holed, 'OPA')} ${
          missing === 1 ? 'is' : 'are'
        } missing`,
    unknown > 0 && `of ${count(unknown, 'OPA')} it is not known`,
    differing > 0 &&
      `${count(differing, 'service counts', 'services count')} otherwise`,
  ]
    .filter(Boolean)
    .join('; ')
    .concat('.');
}

/** What of an OPA's decisions nobody can account for. */
export function missingVerdict(instance: Instance): Chip {
  const { missing, reported } = instance;
  const problems = reported?.problems.join('; ');
  const evidence: Evidence = {
    what: 'decisions that OPA answered, and what arrived of them',
    against: "OPA's own counters, from its status report",
    when: reported?.at,
    by: instance.uploadedBy,
  };
  if (missing === undefined) {
    return {
      verdict: 'unknown',
      label: 'Not known',
      evidence: {
        ...evidence,
        reason: reported
          ? 'It does not count decisions: status.prometheus is not on.'
          : 'It has sent no status report.',
      },
    };
  }
  if (missing > 0) {
    return {
      verdict: 'negative',
      label: `${amount(missing)} missing`,
      evidence: {
        ...evidence,
        reason: [
          'They neither arrived nor were given up by anybody who says so, or OPA has not uploaded them yet.',
          problems,
        ]
          .filter(Boolean)
          .join(' '),
      },
    };
  }
  return {
    verdict: problems ? 'warning' : 'positive',
    label: problems ? 'Complete, with problems' : 'Complete',
    evidence: { ...evidence, reason: problems || undefined },
  };
}

/** What is not in the log because somebody said so: the portal's configuration, or OPA that gave it up. */
export function droppedDetail({ dropped, reported }: Instance): {
  amount: number;
  detail?: string;
} {
  const byOpa = Object.entries(reported?.dropped ?? {}).filter(
    ([, value]) => value > 0,
  );
  const parts = [
    dropped > 0 && `${amount(dropped)} by the portal`,
    ...byOpa.map(([name, value]) => `${amount(value)} ${name} by OPA`),
  ].filter(Boolean);
  return {
    amount: byOpa.reduce((sum, [, value]) => sum + value, dropped),
    detail: parts.join(', ') || undefined,
  };
}

/** How the service's own count and the log agree. */
export function differenceVerdict({ difference, from, to }: Counter): Chip {
  const evidence: Evidence = {
    what: `decisions with an answer, from ${from} to ${to}`,
    against: "the service's own counter, from Prometheus",
    when: to,
  };
  if (difference > 0) {
    return {
      verdict: 'negative',
      label: `${amount(difference)} not in the log`,
      evidence,
    };
  }
  if (difference < 0) {
    return {
      verdict: 'warning',
      label: `${amount(-difference)} not counted`,
      evidence: {
        ...evidence,
        reason:
          'The log has more than the service counted: somebody else asks the same policy, or the service gave up waiting.',
      },
    };
  }
  return { verdict: 'positive', label: 'No difference', evidence };
}
