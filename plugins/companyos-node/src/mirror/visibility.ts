import { InputError } from '@backstage/errors';
import {
  AuthorizeResult,
  type PermissionCondition,
  type PermissionCriteria,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { z } from 'zod/v4';

/**
 * Which entities somebody may read: all, or those of the mirror for which the SQL holds.
 *
 * @public
 */
export type Visibility =
  | { all: true }
  | { all: false; sql: string; bindings: Binding[] };

type Binding = string | string[];
type Clause = { sql: string; bindings: Binding[] };

/**
 * Turns the catalog's decision on `catalog.entity.read` into SQL over the mirror's columns.
 *
 * @throws InputError that names a rule which the mirror's columns cannot answer; whoever asks has to show nothing then,
 * because leaving a rule out could show too much.
 */
export function toVisibility(decision: PolicyDecision): Visibility {
  switch (decision.result) {
    case AuthorizeResult.ALLOW:
      return { all: true };
    case AuthorizeResult.CONDITIONAL:
      return { all: false, ...toClause(decision.conditions) };
    default:
      return { all: false, sql: 'false', bindings: [] };
  }
}

function toClause(criteria: PermissionCriteria<PermissionCondition>): Clause {
  if ('allOf' in criteria) return join(criteria.allOf, ' and ');
  if ('anyOf' in criteria) return join(criteria.anyOf, ' or ');
  if ('not' in criteria) {
    const { sql, bindings } = toClause(criteria.not);
    return { sql: `not ${sql}`, bindings };
  }
  return ruleToClause(criteria);
}

function join(
  parts: PermissionCriteria<PermissionCondition>[],
  operator: string,
): Clause {
  const clauses = parts.map(toClause);
  return {
    sql: `(${clauses.map(({ sql }) => sql).join(operator)})`,
    bindings: clauses.flatMap(({ bindings }) => bindings),
  };
}

const lowerList = z.array(z.string().toLowerCase());
const lower = z.string().toLowerCase();

// The catalog compares without case, keys of annotations and labels included.
function ruleToClause({ rule, params }: PermissionCondition): Clause {
  switch (rule) {
    case 'IS_ENTITY_OWNER':
      return {
        sql: '(owners && ?::text[])',
        bindings: [z.object({ claims: lowerList }).parse(params).claims],
      };
    case 'IS_ENTITY_KIND':
      return {
        sql: '(kind = any(?::text[]))',
        bindings: [z.object({ kinds: lowerList }).parse(params).kinds],
      };
    case 'HAS_ANNOTATION': {
      const { annotation, value } = z
        .object({ annotation: lower, value: lower.optional() })
        .parse(params);
      return hasEntry('annotations', annotation, value);
    }
    case 'HAS_LABEL': {
      const { label, value } = z
        .object({ label: lower, value: lower.optional() })
        .parse(params);
      return hasEntry('labels', label, value);
    }
    default:
      throw new InputError(
        `The catalog's rule '${rule}' cannot be answered from the mirror of entities; use owner, kind, annotation or label`,
      );
  }
}

function hasEntry(column: string, key: string, value?: string): Clause {
  const match = value === undefined ? '' : ' and lower(value) = ?';
  return {
    sql: `exists (select 1 from jsonb_each_text(${column}) where lower(key) = ?${match})`,
    bindings: value === undefined ? [key] : [key, value],
  };
}
