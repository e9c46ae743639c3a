import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type RootConfigService,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  normalisePath,
  parsePointer,
  RESULTS,
  USUAL_RULES,
  type ReadingRules,
} from '@companyos/plugin-decision-log-common';
import { z } from 'zod/v4';
import type { EventRulesOptions } from './event/EventRules';
import { DEFAULT_CLASS } from './event/EventRules';

const DEFAULT_SCHEDULE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { minutes: 1 },
  timeout: { minutes: 10 },
  initialDelay: { seconds: 10 },
  scope: 'global',
};

const MIB = 1_048_576;

/** By these an event is found again, so none of them can be masked. */
const FILED_BY = [
  'decision_id',
  'timestamp',
  'labels',
  'path',
  'erased',
  'masked',
];

const days = z.number().int().min(1).max(3650);
const size = z.number().int().min(1024);

const path = z
  .string()
  .transform(value => normalisePath(value).replace(/\/+$/, ''));

const pointer = z
  .string()
  .regex(/^\//, "use a JSON Pointer, which begins with '/'");

const maskPointer = pointer.refine(
  value => !FILED_BY.includes(parsePointer(value)[0]) && !/^\/\*/.test(value),
  'events are filed by this part, so it cannot be masked',
);

const toPointers = (values: string[]) => values.map(parsePointer);

const pointers = (usual: string[]) =>
  z.array(pointer).default(usual).transform(toPointers);

const value = z.union([z.string(), z.number(), z.boolean()]);

const prometheusName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_:]*$/,
    'use letters, digits and underscores, as Prometheus does',
  );

const configSchema = z.object({
  schedule: z.unknown().optional(),
  retention: z
    .strictObject({
      days: days.default(30),
      classes: z
        .array(
          z
            .strictObject({
              name: z
                .string()
                .regex(
                  /^[a-z][a-z0-9-]{0,30}$/,
                  'use lower case letters, digits and dashes',
                )
                .refine(name => name !== DEFAULT_CLASS, 'is taken'),
              days,
              paths: z.array(path).default([]),
              labels: z.record(z.string(), z.string()).default({}),
            })
            .refine(
              ({ paths, labels }) =>
                paths.length + Object.keys(labels).length > 0,
              'name paths or labels, else nothing is of this class',
            ),
        )
        .default([])
        .refine(
          classes =>
            new Set(classes.map(({ name }) => name)).size === classes.length,
          'two classes have the same name',
        ),
    })
    .prefault({}),
  mask: z
    .array(
      z.strictObject({
        path: path.default(''),
        remove: z.array(maskPointer).default([]),
        replace: z.array(maskPointer).default([]),
      }),
    )
    .default([]),
  drop: z
    .array(
      z.strictObject({ path, results: z.array(z.enum(RESULTS)).optional() }),
    )
    .default([]),
  results: z
    .array(
      z.strictObject({
        path,
        pointer: z
          .union([z.literal(''), pointer])
          .default('')
          .transform(parsePointer),
        allow: z.array(value).default([true]),
        deny: z.array(value).default([false]),
      }),
    )
    .default([]),
  fields: z
    .strictObject({
      subject: pointers([
        '/input/subject/id',
        '/input/user/entity_ref',
        '/input/user',
        '/input/subject',
      ]),
      resource: pointers([
        '/input/resource/id',
        '/input/resource',
        '/input/permission/name',
      ]),
      reason: pointers(['/result/reason']),
      role: z.array(pointer).transform(toPointers).optional(),
      tenant: z.array(pointer).transform(toPointers).optional(),
    })
    .prefault({}),
  replay: z
    .strictObject({
      opa: z.string().min(1).default('opa'),
      running: z.number().int().min(1).max(16).default(2),
      processes: z.number().int().min(1).max(16).default(2),
      maxDecisions: z.number().int().min(1).default(500_000),
    })
    .prefault({}),
  prometheus: z
    .strictObject({
      url: z.url({ protocol: /^https?$/ }).optional(),
      token: z.string().min(1).optional(),
      metric: prometheusName.default('companyos_policy_decisions_total'),
      label: prometheusName.default('job'),
      delaySeconds: z.number().int().min(0).max(86_400).default(600),
    })
    .prefault({}),
  limits: z
    .strictObject({
      bodySize: size.default(16 * MIB),
      inflatedSize: size.default(128 * MIB),
      eventSize: size.default(MIB),
      uploads: z.number().int().min(1).max(64).default(4),
    })
    .prefault({}),
});

/** What the plugin takes from the configuration; every default stands here. */
export type DecisionLogConfig = {
  schedule: SchedulerServiceTaskScheduleDefinition;
  rules: EventRulesOptions;
  prometheus: z.output<typeof configSchema>['prometheus'];
  limits: z.output<typeof configSchema>['limits'];
  replay: z.output<typeof configSchema>['replay'];
  /** How whoever replays events reads them. */
  reading: ReadingRules;
};

/**
 * Reads the configuration once.
 *
 * @throws InputError that names the key whose value cannot be used.
 */
export function readDecisionLogConfig(
  config: RootConfigService,
): DecisionLogConfig {
  const parsed = configSchema.safeParse(
    config.getOptional('decisionLog') ?? {},
  );
  if (!parsed.success) {
    const [{ path: place, message }] = parsed.error.issues;
    throw new InputError(
      `Config '${['decisionLog', ...place].join('.')}' is wrong: ${message}`,
    );
  }
  const { retention, mask, drop, results, fields, limits, replay } =
    parsed.data;
  const schedule = config.getOptionalConfig('decisionLog.schedule');
  return {
    schedule: schedule
      ? readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule)
      : DEFAULT_SCHEDULE,
    limits,
    prometheus: parsed.data.prometheus,
    replay,
    reading: {
      results,
      fields: {
        reason: fields.reason,
        role: fields.role ?? USUAL_RULES.fields.role,
        tenant: fields.tenant ?? USUAL_RULES.fields.tenant,
      },
    },
    rules: {
      maxEventBytes: limits.eventSize,
      retentionDays: retention.days,
      classes: retention.classes,
      masks: mask.map(({ path: below, remove, replace }) => ({
        path: below,
        edits: [
          ...remove.map(place => [place, 'remove'] as [string, 'remove']),
          ...replace.map(place => [place, 'replace'] as [string, 'replace']),
        ],
      })),
      drops: drop,
      results,
      fields,
    },
  };
}
