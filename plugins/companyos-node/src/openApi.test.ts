import { z } from 'zod/v4';
import { createOpenApi } from './openApi';

it('describes an endpoint by its schemas', () => {
  const document = createOpenApi({
    pluginId: 'tea',
    version: '1.0.0',
    description: 'Pots',
    endpoints: [
      {
        method: 'post',
        path: '/v1/pots/:pot(.+)/cups',
        operationId: 'pour',
        summary: 'Pours a cup',
        permission: 'tea.pot.pour',
        params: z.object({ pot: z.string() }),
        query: z.object({ limit: z.coerce.number().int().max(9).default(5) }),
        body: z.strictObject({ sugar: z.boolean() }),
        status: 201,
        response: z.object({ cup: z.string() }),
        errors: { 409: 'The pot is empty' },
      },
    ],
  });
  const error = (description: string) => ({
    description,
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/ErrorResponse' },
      },
    },
  });
  expect(document.info.title).toBe('tea');
  expect(document.paths).toEqual({
    '/v1/pots/{pot}/cups': {
      post: {
        operationId: 'pour',
        summary: 'Pours a cup',
        description: 'Needs the permission `tea.pot.pour`.',
        parameters: [
          {
            name: 'pot',
            in: 'path',
            required: true,
            schema: { type: 'string' },
          },
          {
            name: 'limit',
            in: 'query',
            required: false,
            schema: {
              type: 'integer',
              minimum: -9007199254740991,
              maximum: 9,
              default: 5,
            },
          },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: { sugar: { type: 'boolean' } },
                required: ['sugar'],
                additionalProperties: false,
              },
            },
          },
        },
        responses: {
          201: {
            description: 'Done',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: { cup: { type: 'string' } },
                  required: ['cup'],
                  additionalProperties: false,
                },
              },
            },
          },
          400: error('The request is not valid; the message names the field'),
          401: error('Nobody is signed in'),
          403: error('The caller may not do this'),
          409: error('The pot is empty'),
        },
      },
    },
  });
});
