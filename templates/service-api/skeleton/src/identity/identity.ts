import { z } from 'zod';
import {
  dataAccessLevelSchema,
  SERVICE_ROLES,
  STATUSES,
  USER_ROLES,
} from './words.ts';

// Who asks, in the words of the identity model: what is in a token is what a policy gets to see.

const uuid = z
  .string()
  .regex(
    /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
const slug = z.string().regex(/^[a-z][a-z0-9-]{1,61}[a-z0-9]$/);

const shared = {
  iss: z.string().max(255),
  sub: z.string().min(1).max(255),
  groups: z.array(slug).max(50),
  data_access_level: dataAccessLevelSchema,
  acr: z.string().min(1).max(255).optional(),
  auth_time: z.number().int().nonnegative().optional(),
  act: z.object({ uid: slug, act: z.never().optional() }).optional(),
};

/** The claims of an access token that count here; others are ignored. */
export const claimsSchema = z.discriminatedUnion('type', [
  z.object({
    ...shared,
    type: z.literal('user'),
    uid: uuid,
    tenant_id: uuid,
    role: z.enum(USER_ROLES),
    status: z.enum(STATUSES),
  }),
  z.object({
    ...shared,
    type: z.literal('service'),
    uid: slug,
    tenant_id: uuid.nullable(),
    role: z.enum(SERVICE_ROLES),
  }),
]);

export type Claims = z.output<typeof claimsSchema>;

/** The user or service that acts. */
export interface Subject {
  type: 'service' | 'user';
  id: string;
  issuer: string;
  subject: string;
  tenant_id: string | null;
  role: string;
  groups: string[];
  data_access_level: Claims['data_access_level'];
  status?: string;
}

/** A verified token: who acts, how they signed in, and which service acts for them. */
export interface Identity {
  subject: Subject;
  authentication: { acr?: string; auth_time?: number };
  actor?: { type: 'service'; id: string };
}

/** Puts claims into the words of the policy input. */
export function identityOf(claims: Claims): Identity {
  const { iss, sub, uid, type, tenant_id, role, groups } = claims;
  const { data_access_level, acr, auth_time, act } = claims;
  return {
    subject: {
      ...{ type, id: uid, issuer: iss, subject: sub, tenant_id, role, groups },
      data_access_level,
      ...(claims.type === 'user' && { status: claims.status }),
    },
    authentication: {
      ...(acr !== undefined && { acr }),
      ...(auth_time !== undefined && { auth_time }),
    },
    ...(act && { actor: { type: 'service', id: act.uid } }),
  };
}
