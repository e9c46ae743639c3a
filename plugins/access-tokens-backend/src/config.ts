import type { RootConfigService } from '@backstage/backend-plugin-api';
import {
  scopeNameSchema,
  type Scope,
} from '@companyos/plugin-access-tokens-common';

/** The type of entries under `backend.auth.externalAccess` that are ours. */
export const ACCESS_TOKEN_TYPE = 'companyos-access-token';

const EXTERNAL_ACCESS = 'backend.auth.externalAccess';

/**
 * Reads the scopes that tokens can be made for: one entry of `backend.auth.externalAccess` each.
 *
 * @throws Error that names the key, when a scope is misnamed, defined twice or not restricted to anything.
 */
export function readScopes(config: RootConfigService): Scope[] {
  const scopes = new Map<string, Scope>();
  const entries = config.getOptionalConfigArray(EXTERNAL_ACCESS) ?? [];
  for (const [index, entry] of entries.entries()) {
    if (entry.getString('type') !== ACCESS_TOKEN_TYPE) continue;

    const at = `${EXTERNAL_ACCESS}[${index}]`;
    const name = entry.getString('options.scope');
    if (!scopeNameSchema.safeParse(name).success) {
      throw new Error(
        `${at}.options.scope is '${name}', but must be lower-case letters, digits and hyphens`,
      );
    }
    if (scopes.has(name)) {
      throw new Error(`${at}.options.scope: '${name}' is defined twice`);
    }
    const restrictions =
      entry.getOptionalConfigArray('accessRestrictions') ?? [];
    if (restrictions.length === 0) {
      throw new Error(
        `${at}.accessRestrictions is missing: without it, tokens of scope '${name}' could do everything`,
      );
    }
    scopes.set(name, {
      name,
      description: entry.getString('options.description'),
      plugins: restrictions.map(restriction => restriction.getString('plugin')),
    });
  }
  return [...scopes.values()];
}
