import {
  resolvePackagePath,
  type BackstageUserInfo,
  type LoggerService,
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
import { loadPolicy, type Policy } from '@companyos/policy';
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

/**
 * Asks the compiled policy; whatever it does not plainly allow is denied.
 *
 * @public
 */
export class PortalPermissionPolicy implements PermissionPolicy {
  /** @throws Error that says how to build the policy, when it has not been built. */
  static async create(options: { logger: LoggerService }) {
    const asset = (name: string) =>
      resolvePackagePath(
        '@companyos/plugin-permission-backend-module-portal',
        'assets',
        name,
      );
    const policy = await loadPolicy({
      wasm: asset('portal.wasm'),
      data: asset('portal.data.json'),
    });
    return new PortalPermissionPolicy(policy, options.logger);
  }

  constructor(
    private readonly policy: Policy,
    private readonly logger: LoggerService,
  ) {}

  async handle(
    request: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    // `info` is marked as going away, but asking for it again would cost a request for every question of a page.
    return this.#decide(request.permission, user?.info);
  }

  #decide(permission: Permission, user?: BackstageUserInfo): PolicyDecision {
    try {
      const decision = this.policy.evaluate(
        'portal/decision',
        toInput(permission, user),
        decisionSchema,
      );
      switch (decision.result) {
        case 'ALLOW':
          return { result: AuthorizeResult.ALLOW };
        case 'CONDITIONAL':
          return this.#conditional(decision.conditions[0], permission, user);
        default:
          return this.#deny(permission, user, decision.reason);
      }
    } catch (error) {
      this.logger.error('The permission policy failed', toError(error));
      return this.#deny(permission, user, 'the policy failed');
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
    this.logger.debug('Permission denied', {
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
