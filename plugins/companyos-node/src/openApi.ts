import { z } from 'zod/v4';

/** One endpoint, as its plugin's schemas describe it. @public */
export type Endpoint = {
  method: 'get' | 'post' | 'put' | 'delete';
  /** As Express writes it, such as `/v1/entities/:kind/:namespace/:name/adrs`. */
  path: string;
  operationId: string;
  summary: string;
  /** The name of the permission that it needs. */
  permission?: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** The answer when all goes well. */
  status?: number;
  response: z.ZodType;
  /** Statuses of errors besides 400, 401 and 403, with what they mean. */
  errors?: Record<number, string>;
};

const errorSchema = z.object({
  error: z.looseObject({ name: z.string(), message: z.string() }),
  response: z.object({ statusCode: z.number().int() }),
});

/** An OpenAPI 3.1 document, as far as its makers and readers here need it. @public */
export type OpenApiDocument = {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  security: Record<string, string[]>[];
  paths: Record<string, Record<string, object>>;
  components: { securitySchemes: object; schemas: Record<string, object> };
};

/**
 * The OpenAPI 3.1 document of a plugin, made from the schemas that its router validates with.
 *
 * @public
 */
export function createOpenApi(options: {
  pluginId: string;
  version: string;
  description: string;
  endpoints: Endpoint[];
}): OpenApiDocument {
  const { pluginId, version, description, endpoints } = options;
  const paths: Record<string, Record<string, object>> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path
      .replace(/\([^)]*\)/g, '')
      .replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method]: operation(endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: { title: pluginId, version, description },
    servers: [{ url: `/api/${pluginId}` }],
    security: [{ backstage: [] }],
    paths,
    components: {
      securitySchemes: { backstage: { type: 'http', scheme: 'bearer' } },
      schemas: { ErrorResponse: toJsonSchema(errorSchema, 'output') },
    },
  };
}

function operation(endpoint: Endpoint): object {
  const { permission, body, response, status = 200, errors } = endpoint;
  return {
    operationId: endpoint.operationId,
    summary: endpoint.summary,
    ...(permission && {
      description: `Needs the permission \`${permission}\`.`,
    }),
    parameters: [
      ...parameters('path', endpoint.params),
      ...parameters('query', endpoint.query),
    ],
    ...(body && {
      requestBody: {
        required: true,
        content: json(toJsonSchema(body, 'input')),
      },
    }),
    responses: {
      [status]: {
        description: 'Done',
        content: json(toJsonSchema(response, 'output')),
      },
      ...errorResponses({
        400: 'The request is not valid; the message names the field',
        401: 'Nobody is signed in',
        403: 'The caller may not do this',
        ...errors,
      }),
    },
  };
}

function parameters(where: 'path' | 'query', schema?: z.ZodObject): object[] {
  return Object.entries(schema?.shape ?? {}).map(([name, type]) => ({
    name,
    in: where,
    required: where === 'path' || !z.safeParse(type, undefined).success,
    schema: toJsonSchema(type, 'output'),
  }));
}

function errorResponses(errors: Record<number, string>) {
  const content = json({ $ref: '#/components/schemas/ErrorResponse' });
  return Object.fromEntries(
    Object.entries(errors).map(([status, description]) => [
      status,
      { description, content },
    ]),
  );
}

function json(schema: object) {
  return { 'application/json': { schema } };
}

function toJsonSchema(schema: z.core.$ZodType, io: 'input' | 'output') {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    // A transformed value has no schema of its own; the description of what goes in stands elsewhere.
    unrepresentable: 'any',
  });
  return rest;
}
