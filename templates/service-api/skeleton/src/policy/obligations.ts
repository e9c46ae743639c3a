import { isWithin } from '../identity/words.ts';
import {
  redactSchema,
  restrictSchema,
  type Resource,
  type Restriction,
  type Verdict,
} from './decision.ts';

/** What an allowed request may reach. */
export interface Grant {
  /** Fields that must not be in the answer. */
  redact: ReadonlySet<string>;
  /** What a query must be restricted to; always there when the resource is a list. */
  restrict?: Restriction;
}

/**
 * What has to be done for this permission to hold.
 *
 * @returns the grant, or the verdict that takes the permission's place when it cannot be kept
 */
export function grantOf(
  verdict: Verdict,
  resource: Resource,
  tenantId: string | null,
): Grant | Verdict {
  const redact = new Set<string>();
  let restrict: Restriction | undefined;
  for (const obligation of verdict.obligations) {
    if (obligation.type === 'redact_fields') {
      const parsed = redactSchema.safeParse(obligation);
      if (!parsed.success) {
        return instead(verdict, 'error', 'invalid_answer');
      }
      for (const field of parsed.data.fields) {
        if (!resource.fields?.includes(field)) {
          return instead(verdict, 'deny', 'unknown_obligation');
        }
        redact.add(field);
      }
    } else if (obligation.type === 'restrict') {
      const parsed = restrictSchema.safeParse(obligation);
      if (!parsed.success || restrict) {
        return instead(verdict, 'error', 'invalid_answer');
      }
      const { tenant_id, data_access_level } = parsed.data;
      restrict = { tenant_id, data_access_level };
    } else {
      return instead(verdict, 'deny', 'unknown_obligation');
    }
  }
  // A list that nothing restricts, or that reaches into another tenant, is a mistake of the policy and no permission.
  const isList = resource.data_access_level === undefined;
  if (restrict ? restrict.tenant_id !== tenantId : isList) {
    return instead(verdict, 'error', 'invalid_answer');
  }
  if (restrict && !isList && !covers(restrict, resource)) {
    return instead(verdict, 'deny', 'restricted');
  }
  return { redact, ...(restrict && { restrict }) };
}

function covers(restriction: Restriction, resource: Resource): boolean {
  const { tenant_id, data_access_level } = resource;
  return (
    tenant_id === restriction.tenant_id &&
    data_access_level !== undefined &&
    isWithin(data_access_level, restriction.data_access_level)
  );
}

function instead(
  { decisionId, obligations }: Verdict,
  result: 'deny' | 'error',
  reason: string,
): Verdict {
  return { result, reason, obligations, decisionId };
}
