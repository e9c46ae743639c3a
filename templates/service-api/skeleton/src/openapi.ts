import { z } from 'zod';
import type { Operation } from './http/operation.ts';
import {
  PROBLEM_MEDIA_TYPE,
  PROBLEMS,
  type ProblemCode,
} from './http/problems.ts';
import { problemSchema, schemas } from './http/schemas.ts';
import { service } from './service.ts';

type Json = Record<string, unknown>;

const COMPONENTS = '#/components/schemas/';

/** The OpenAPI 3.1 document of these operations. */
export function openApiDocument(operations: readonly Operation[]): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    (paths[operation.path] ??= {})[operation.method] = describe(operation);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: service.name,
      version: service.version,
      description: service.description,
    },
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
    },
  };
}

function describe(operation: Operation): Json {
  const { success } = operation;
  const parameters = [
    ...parametersOf(operation.params, 'path'),
    ...parametersOf(operation.query, 'query'),
  ];
  return {
    operationId: operation.id,
    summary: operation.summary,
    tags: [operation.tag],
    ...(operation.access !== 'public' && { security: [{ accessToken: [] }] }),
    ...(parameters.length > 0 && { parameters }),
    ...(operation.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: reference(operation.body) } },
      },
    }),
    responses: {
      [success.status]: {
        description: success.description,
        ...(success.body && {
          content: { 'application/json': { schema: reference(success.body) } },
        }),
      },
      ...problemResponses(problemsOf(operation)),
    },
  };
}

function problemsOf(operation: Operation): ProblemCode[] {
  const codes: ProblemCode[] = [
    ...operation.problems,
    'INTERNAL_ERROR',
    'TIMED_OUT',
  ];
  if (operation.access !== 'public') {
    codes.push('UNAUTHENTICATED', 'INVALID_TOKEN', 'STEP_UP_REQUIRED');
    codes.push('FORBIDDEN', 'IDENTITY_UNAVAILABLE', 'POLICY_UNAVAILABLE');
  }
  if (operation.params ?? operation.query) {
    codes.unshift('INVALID_REQUEST');
  }
  if (operation.body) {
    codes.unshift('INVALID_REQUEST', 'MALFORMED_BODY', 'REQUEST_TIMEOUT');
    codes.unshift('BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE');
  }
  return [...new Set(codes)];
}

function problemResponses(codes: ProblemCode[]): Json {
  const byStatus = Object.groupBy(codes, code => PROBLEMS[code].status);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, group]) => [
      status,
      {
        description: group.toSorted().join(', '),
        content: { [PROBLEM_MEDIA_TYPE]: { schema: reference(problemSchema) } },
      },
    ]),
  );
}

function parametersOf(
  schema: z.ZodObject | undefined,
  place: 'path' | 'query',
): Json[] {
  if (!schema) {
    return [];
  }
  const { properties = {}, required = [] } = z.toJSONSchema(schema, {
    io: 'input',
  });
  return Object.entries(properties).map(([name, parameter]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: parameter,
  }));
}

function reference(schema: z.ZodType): Json {
  const id = schemas.get(schema)?.id;
  if (!id) {
    throw new Error(
      'A schema that the API shows needs a name: register it in `schemas`.',
    );
  }
  return { $ref: `${COMPONENTS}${id}` };
}

function componentSchemas(): Json {
  const all = z.toJSONSchema(schemas, {
    io: 'input',
    uri: id => `${COMPONENTS}${id}`,
  });
  return Object.fromEntries(
    Object.entries(all.schemas)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([id, { $schema, $id, ...schema }]) => [id, schema]),
  );
}
