import {
  createPreviewBodySchema,
  goldenPathPlatformReadPermission,
  goldenPathPreviewCreatePermission,
  platformSchema,
  previewSchema,
} from '@companyos/plugin-golden-path-common';
import { z } from 'zod/v4';

const failure = {
  description: 'What is wrong, as @backstage/errors writes it',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['error'],
        properties: {
          error: {
            type: 'object',
            required: ['name', 'message'],
            properties: {
              name: { type: 'string' },
              message: { type: 'string' },
              code: { type: 'string' },
            },
          },
        },
      },
    },
  },
};

const failures = {
  400: failure,
  401: failure,
  403: failure,
  404: failure,
  503: failure,
};

function json(schema: z.ZodType) {
  return {
    description: 'JSON',
    content: {
      'application/json': { schema: z.toJSONSchema(schema, { io: 'input' }) },
    },
  };
}

/** The OpenAPI document of the plugin, generated from the schemas that the router checks with. */
export function openApiDocument() {
  return {
    openapi: '3.1.0',
    info: { title: 'golden-path', version: '1' },
    paths: {
      '/v1/platform': {
        get: {
          operationId: 'getPlatform',
          summary: 'What the platform gives to new services',
          description: `Needs ${goldenPathPlatformReadPermission.name}.`,
          responses: { 200: json(platformSchema), ...failures },
        },
      },
      '/v1/previews': {
        post: {
          operationId: 'createPreview',
          summary: 'Render a service without making it',
          description: `Needs ${goldenPathPreviewCreatePermission.name}.`,
          requestBody: { required: true, ...json(createPreviewBodySchema) },
          responses: { 200: json(previewSchema), ...failures },
        },
      },
      '/cli/{file}': {
        get: {
          operationId: 'getCli',
          summary: 'The packed CLI; open to everybody',
          security: [],
          parameters: [
            {
              name: 'file',
              in: 'path',
              required: true,
              schema: { type: 'string' },
            },
          ],
          responses: {
            200: {
              description: 'A gzipped tarball',
              content: { 'application/gzip': {} },
            },
            404: failure,
          },
        },
      },
    },
  };
}
