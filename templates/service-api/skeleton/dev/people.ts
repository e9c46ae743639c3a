import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { claimsSchema } from '../src/identity/identity.ts';
import {
  dataAccessLevelSchema,
  REGIONS,
  STATUSES,
} from '../src/identity/words.ts';

// Who exists on a laptop: made up, and the same on each. Tenants are those that the policy knows.

const tenantsSchema = z.record(
  z.uuid(),
  z.object({
    status: z.enum(STATUSES),
    region: z.enum(REGIONS),
    data_access_level: dataAccessLevelSchema,
  }),
);

/** The claims of each user and service, by a short name to ask for; the issuer adds the rest. */
const peopleSchema = z.record(
  z.string(),
  z.custom<object>(
    claims =>
      claimsSchema.safeParse({ iss: 'x', ...(claims as object) }).success,
  ),
);

const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));

export type Tenant = z.output<typeof tenantsSchema>[string];

export const tenants = tenantsSchema.parse(read('../policy/tenants/data.json'));
export const people = peopleSchema.parse(read('./people.json'));
