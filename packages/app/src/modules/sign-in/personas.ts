import { ResponseError } from '@backstage/errors';
import { z } from 'zod/v4';

const personSchema = z.object({
  entityRef: z.string(),
  name: z.string(),
  title: z.string().optional(),
  groups: z.array(z.string()),
  picture: z.string().optional(),
});

const peopleSchema = z.object({ items: z.array(personSchema) });

const sessionSchema = z.object({
  profile: z.object({
    displayName: z.string().optional(),
    email: z.string().optional(),
    picture: z.string().optional(),
  }),
  backstageIdentity: z.object({
    token: z.string(),
    /** Seconds from now. */
    expiresInSeconds: z.number().optional(),
    identity: z.object({
      type: z.literal('user'),
      userEntityRef: z.string(),
      ownershipEntityRefs: z.array(z.string()),
    }),
  }),
});

/** Somebody to sign in as. */
export type Person = z.infer<typeof personSchema>;

export type PersonaSession = z.infer<typeof sessionSchema>;

// Plain `fetch`: the app's own waits for somebody to be signed in.

/**
 * @param authUrl - base URL of the auth backend
 * @throws ResponseError with status 404 where personas are off
 */
export async function fetchPeople(authUrl: string): Promise<Person[]> {
  const response = await fetch(`${authUrl}/personas/people`);
  if (!response.ok) throw await ResponseError.fromResponse(response);
  return peopleSchema.parse(await response.json()).items;
}

/**
 * @param authUrl - base URL of the auth backend
 * @throws ResponseError with status 403 when the person is none to sign in as
 */
export async function openPersonaSession(
  authUrl: string,
  entityRef: string,
): Promise<PersonaSession> {
  const response = await fetch(`${authUrl}/personas/refresh`, {
    method: 'POST',
    headers: { 'X-CompanyOS-Persona': entityRef },
  });
  if (!response.ok) throw await ResponseError.fromResponse(response);
  return sessionSchema.parse(await response.json());
}
