import type {
  BackstageUserInfo,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  AuthorizeResult,
  type Permission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import type { DecisionLog, Policy } from '@companyos/policy';
import { z } from 'zod/v4';
import { conditionSchema, toConditionalDecision } from './conditions';

/** What `policies/portal` answers to `portal/decision`. */
export const decisionSchema = z.discriminatedUnion('result', [
  z.strictObject({ result: z.literal('ALLOW') }),
  // One condition is all that the policy needs; a second would have to be combined, and is refused until it is.
  z.strictObject({
    result: z.literal('CONDITIONAL'),
    conditions: z.tuple([conditionSchema]),
  }),
  z.strictObject({ result: z.literal('DENY'), reason: z.string() }),
]);

/** What is asked of the policy. */
export const ENTRYPOINT = 'portal/decision';

/** As much of the policy and of the log as is needed. */
type Parts = {
  policy: Pick<Policy, 'evaluate'>;
  log: Pick<DecisionLog, 'record'>;
  logger: LoggerService;
};

/**
 * Asks the compiled policy, and logs what it said; whatever it does not plainly allow is denied.
 *
 * @public
 */
export class PortalPermissionPolicy implements PermissionPolicy {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async handle(
    request: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    // `info` is marked as going away, but asking for it again would cost a request for every question of a page.
    return this.#decide(request.permission, user?.info);
  }

  #decide(permission: Permission, user?: BackstageUserInfo): PolicyDecision {
    try {
      const decision = this.#ask(toInput(permission, user));
      switch (decision.result) {
        case 'ALLOW':
          return { result: AuthorizeResult.ALLOW };
        case 'CONDITIONAL':
          return this.#conditional(decision.conditions[0], permission, user);
        default:
          return this.#deny(permission, user, decision.reason);
      }
    } catch (error) {
      this.#parts.logger.error('The permission policy failed', toError(error));
      return this.#deny(permission, user, 'the policy failed');
    }
  }

  #ask(input: ReturnType<typeof toInput>): z.infer<typeof decisionSchema> {
    const { policy, log } = this.#parts;
    const at = Date.now();
    const started = performance.now();
    const record = (outcome: { result: unknown } | { error: string }) =>
      log.record({
        path: ENTRYPOINT,
        input,
        at,
        evalNanos: Math.round((performance.now() - started) * 1e6),
        ...outcome,
      });
    try {
      const result = policy.evaluate(ENTRYPOINT, input, decisionSchema);
      record({ result });
      return result;
    } catch (error) {
      record({ error: toError(error).message });
      throw error;
    }
  }

  #conditional(
    condition: z.infer<typeof conditionSchema>,
    permission: Permission,
    user?: BackstageUserInfo,
  ): PolicyDecision {
    const decision = user && toConditionalDecision(condition, permission, user);
    return (
      decision ??
      this.#deny(permission, user, `${condition} does not fit its resource`)
    );
  }

  #deny(
    permission: Permission,
    user: BackstageUserInfo | undefined,
    reason: string,
  ): PolicyDecision {
    this.#parts.logger.debug('Permission denied', {
      permission: permission.name,
      user: user?.userEntityRef ?? 'none',
      reason,
    });
    return { result: AuthorizeResult.DENY };
  }
}

function toInput(permission: Permission, user?: BackstageUserInfo) {
  return {
    permission: { name: permission.name },
    ...(user && {
      user: {
        entity_ref: user.userEntityRef,
        ownership_entity_refs: user.ownershipEntityRefs,
      },
    }),
  };
}
