import { z } from 'zod';
import type { Identity } from '../identity/identity.ts';
import {
  dataAccessLevelSchema,
  type DataAccessLevel,
} from '../identity/words.ts';
import type { Config } from '../config.ts';

// The two sides of a policy decision, as schemas/authz describes them. An answer that does not fit is no decision.

/** What is to be reached. All but the type is absent for a list. */
export interface Resource {
  type: string;
  id?: string;
  tenant_id?: string;
  data_access_level?: DataAccessLevel;
  /** Names of what would be returned. */
  fields?: readonly string[];
}

export interface PolicyInput {
  subject: Identity['subject'];
  action: { name: string };
  resource: Resource;
  context: {
    time: string;
    environment: Environment;
    authentication: Identity['authentication'];
    actor?: Identity['actor'];
  };
}

export interface Environment {
  id: string;
  stage: Config['ENVIRONMENT_STAGE'];
  region: Config['ENVIRONMENT_REGION'];
  data_access_level: DataAccessLevel;
}

export const redactSchema = z.strictObject({
  type: z.literal('redact_fields'),
  fields: z.array(z.string().max(63)).min(1).max(100),
});

export const restrictSchema = z.strictObject({
  type: z.literal('restrict'),
  tenant_id: z.string().max(36),
  data_access_level: dataAccessLevelSchema,
});

/** Any obligation: one of a type that the service does not know is still an answer, and a denial. */
const obligationSchema = z.looseObject({ type: z.string().max(63) });

const reasonSchema = z.string().regex(/^[a-z][a-z_]{0,62}$/);

const allowedSchema = z.strictObject({
  allow: z.literal(true),
  reason: reasonSchema,
  obligations: z.array(obligationSchema).max(10),
});

const deniedSchema = z.strictObject({
  allow: z.literal(false),
  reason: reasonSchema,
  obligations: z.array(obligationSchema).max(0),
  step_up: z
    .strictObject({
      acr_values: z
        .array(z.string().regex(/^[\w:./-]{1,255}$/))
        .min(1)
        .max(10),
      max_age: z.number().int().nonnegative(),
    })
    .optional(),
});

/** What OPA answers. `result` is absent when the decision is undefined. */
export const answerSchema = z.object({
  decision_id: z.string().max(255).optional(),
  result: z
    .discriminatedUnion('allow', [allowedSchema, deniedSchema])
    .optional(),
});

export type Obligation = z.output<typeof obligationSchema>;
export type StepUp = NonNullable<z.output<typeof deniedSchema>['step_up']>;
export type Restriction = Omit<z.output<typeof restrictSchema>, 'type'>;

export type PolicyResult = 'allow' | 'deny' | 'error' | 'undefined';

/** A decision, or why there is none: `error` and `undefined` are no denials, and never a permission. */
export interface Verdict {
  result: PolicyResult;
  reason: string;
  obligations: Obligation[];
  decisionId?: string | undefined;
  stepUp?: StepUp | undefined;
}
