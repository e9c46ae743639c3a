import type { BackstageUserInfo } from '@backstage/backend-plugin-api';
import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import {
  isResourcePermission,
  type ConditionalPolicyDecision,
  type Permission,
} from '@backstage/plugin-permission-common';
import {
  createScaffolderTaskConditionalDecision,
  scaffolderTaskConditions,
} from '@backstage/plugin-scaffolder-backend/alpha';
import { z } from 'zod/v4';

/** The rules that the policy may name as a condition: Backstage's own names. */
export const conditionSchema = z.enum(['IS_ENTITY_OWNER', 'IS_TASK_OWNER']);

export type Condition = z.infer<typeof conditionSchema>;

/**
 * Turns a condition of the policy into the decision that the resource's own plugin applies.
 *
 * @returns `undefined` when the condition does not fit the permission's resource, which is a fault of the policy.
 */
export function toConditionalDecision(
  condition: Condition,
  permission: Permission,
  user: BackstageUserInfo,
): ConditionalPolicyDecision | undefined {
  switch (condition) {
    case 'IS_ENTITY_OWNER':
      return isResourcePermission(permission, 'catalog-entity')
        ? createCatalogConditionalDecision(
            permission,
            catalogConditions.isEntityOwner({
              claims: user.ownershipEntityRefs,
            }),
          )
        : undefined;
    case 'IS_TASK_OWNER':
      return isResourcePermission(permission, 'scaffolder-task')
        ? createScaffolderTaskConditionalDecision(
            permission,
            scaffolderTaskConditions.isTaskOwner({
              createdBy: [user.userEntityRef],
            }),
          )
        : undefined;
    default:
      return undefined;
  }
}
