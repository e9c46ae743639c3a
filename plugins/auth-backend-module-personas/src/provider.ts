import type { LoggerService } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import {
  InputError,
  isError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import {
  prepareBackstageIdentityResponse,
  type AuthProviderRouteHandlers,
  type AuthResolverContext,
  type ClientAuthResponse,
} from '@backstage/plugin-auth-node';
import type { Request } from 'express';
import { z } from 'zod/v4';
import { isPersona, PERSONA_ANNOTATION, profileOf } from './persona';

export const PROVIDER_ID = 'personas';

/** Names the person; no browser sends it across sites unless CORS allows it, and no form can set it. */
export const PERSONA_HEADER = 'X-CompanyOS-Persona';

const personaSchema = z
  .string()
  .max(300)
  .regex(/^user:[^:/\s]+\/[^:/\s]+$/i);

/**
 * Issues the identity of the person whom the header names: a real one, with the ownership of their groups.
 */
export function createPersonasProvider(options: {
  resolverContext: AuthResolverContext;
  logger: LoggerService;
}): AuthProviderRouteHandlers {
  const { resolverContext, logger } = options;
  return {
    async refresh(req, res) {
      if (req.method !== 'POST') {
        throw new NotFoundError('Personas sign in with POST');
      }
      const entityRef = readPersona(req);
      const user = await findPersona(entityRef, resolverContext);
      const signedIn = await resolverContext.signInWithCatalogUser({
        entityRef: parseEntityRef(entityRef),
      });
      logger.info(`Signed in as persona ${entityRef}`);
      res.set('Cache-Control', 'no-store').json({
        providerInfo: {},
        profile: profileOf(user),
        backstageIdentity: prepareBackstageIdentityResponse(signedIn),
      } satisfies ClientAuthResponse<object>);
    },
    start: noSuchStep,
    frameHandler: noSuchStep,
  };
}

function readPersona(req: Request): string {
  const parsed = personaSchema.safeParse(req.header(PERSONA_HEADER));
  if (!parsed.success) {
    throw new InputError(
      `Header '${PERSONA_HEADER}' must name a person, such as user:default/ada`,
    );
  }
  return parsed.data;
}

async function findPersona(
  entityRef: string,
  resolverContext: AuthResolverContext,
) {
  const entity = await resolverContext
    .findCatalogUser({ entityRef: parseEntityRef(entityRef) })
    .then(found => found.entity)
    .catch(error => {
      if (isError(error) && error.name === 'NotFoundError') return undefined;
      throw error;
    });
  if (!entity) {
    throw new NotAllowedError(`The catalog has no '${entityRef}'`);
  }
  if (!isPersona(entity)) {
    throw new NotAllowedError(
      `'${entityRef}' is no persona: the annotation ${PERSONA_ANNOTATION} is not 'true'`,
    );
  }
  return entity;
}

async function noSuchStep(): Promise<void> {
  throw new NotFoundError('Personas sign in with POST to .../refresh');
}
