import { USUAL_RULES } from '@companyos/plugin-decision-log-common';
import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { readDecisionLogConfig } from './config';

function read(decisionLog?: JsonObject) {
  return readDecisionLogConfig(
    mockServices.rootConfig({ data: { ...(decisionLog && { decisionLog }) } }),
  );
}

it('has a default for everything', () => {
  expect(read()).toEqual({
    schedule: {
      frequency: { minutes: 1 },
      timeout: { minutes: 10 },
      initialDelay: { seconds: 10 },
      scope: 'global',
    },
    prometheus: {
      metric: 'companyos_policy_decisions_total',
      label: 'job',
      delaySeconds: 600,
    },
    limits: {
      bodySize: 16_777_216,
      inflatedSize: 134_217_728,
      eventSize: 1_048_576,
      uploads: 4,
    },
    replay: { opa: 'opa', running: 2, processes: 2, maxDecisions: 500_000 },
    reading: USUAL_RULES,
    rules: {
      maxEventBytes: 1_048_576,
      retentionDays: 30,
      classes: [],
      masks: [],
      drops: [],
      results: [],
      fields: {
        subject: [
          ['input', 'subject', 'id'],
          ['input', 'user', 'entity_ref'],
          ['input', 'user'],
          ['input', 'subject'],
        ],
        resource: [
          ['input', 'resource', 'id'],
          ['input', 'resource'],
          ['input', 'permission', 'name'],
        ],
        reason: [['result', 'reason']],
      },
    },
  });
});

it.each<[string, JsonObject, RegExp]>([
  ['days', { retention: { days: 0 } }, /'decisionLog.retention.days'/],
  [
    'a name',
    { retention: { classes: [{ name: 'A B', days: 1, paths: ['a'] }] } },
    /'decisionLog.retention.classes.0.name' is wrong: use lower case/,
  ],
  [
    'the default’s name',
    { retention: { classes: [{ name: 'default', days: 1, paths: ['a'] }] } },
    /is taken/,
  ],
  [
    'a class of nothing',
    { retention: { classes: [{ name: 'a', days: 1 }] } },
    /name paths or labels/,
  ],
  [
    'a name twice',
    {
      retention: {
        classes: [1, 2].map(days => ({ name: 'a', days, paths: ['a'] })),
      },
    },
    /same name/,
  ],
  ['a pointer', { mask: [{ remove: ['input'] }] }, /begins with '\/'/],
  ['a mask of an id', { mask: [{ remove: ['/decision_id'] }] }, /filed by/],
  ['a mask of labels', { mask: [{ replace: ['/labels/id'] }] }, /filed by/],
  ['a mask of anything', { mask: [{ remove: ['/*/id'] }] }, /filed by/],
  [
    'a word',
    { mask: [{ erase: ['/input'] }] },
    /'decisionLog.mask.0' is wrong/,
  ],
  ['a result', { drop: [{ path: 'a', results: ['no'] }] }, /drop.0.results.0/],
  ['an address', { prometheus: { url: 'prometheus' } }, /'.*prometheus.url'/],
  ['a metric', { prometheus: { metric: 'a b' } }, /'.*prometheus.metric'/],
  ['a label', { prometheus: { label: '"}' } }, /'.*prometheus.label'/],
  ['a size', { limits: { bodySize: 10 } }, /'decisionLog.limits.bodySize'/],
])('refuses %s and names the key', (_what, decisionLog, message) => {
  expect(() => read(decisionLog)).toThrow(message);
});
