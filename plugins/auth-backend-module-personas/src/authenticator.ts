import { NotAllowedError } from '@backstage/errors';
import {
  createProxyAuthenticator,
  type SignInResolver,
} from '@backstage/plugin-auth-node';
import { isPersona, PERSONA_HEADER, readPersonaHeader } from './persona';

type PersonaResult = { entityRef: string };

/** Takes the chosen person from the request; who that is, the catalog says. */
export const personasAuthenticator = createProxyAuthenticator({
  defaultProfileTransform: async (result: PersonaResult, context) => {
    const { entity } = await context.findCatalogUser({
      entityRef: result.entityRef,
    });
    const profile = entity.spec?.profile as
      | { displayName?: string; email?: string; picture?: string }
      | undefined;
    return { profile: { ...profile } };
  },
  initialize: () => undefined,
  authenticate: async ({ req }) => ({
    result: { entityRef: readPersonaHeader(req.headers[PERSONA_HEADER]) },
  }),
});

/** Signs in the people whom the catalog marks as personas, and nobody else. */
export const personaSignInResolver: SignInResolver<PersonaResult> = async (
  { result },
  context,
) => {
  const query = { entityRef: result.entityRef };
  const { entity } = await context.findCatalogUser(query);
  if (!isPersona(entity)) {
    throw new NotAllowedError(
      `'${result.entityRef}' is not one of the people to sign in as`,
    );
  }
  return context.signInWithCatalogUser(query);
};
