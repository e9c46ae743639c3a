import { z } from 'zod';

/** The named schemas of the API: what is registered here is a component in OpenAPI. */
export const schemas = z.registry<{ id: string }>();

const fieldFaultSchema = z
  .object({
    in: z.enum(['body', 'path', 'query']),
    field: z.string(),
    detail: z.string(),
  })
  .register(schemas, { id: 'FieldFault' });

/** Every error response; see problems.ts. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    requestId: z.string().optional(),
    errors: z.array(fieldFaultSchema).optional(),
    reason: z.string().optional(),
    decisionId: z.string().optional(),
  })
  .register(schemas, { id: 'Problem' });
