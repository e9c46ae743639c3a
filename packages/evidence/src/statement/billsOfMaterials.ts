import { z } from 'zod/v4';
import { timestamp } from './fields';

const cyclonedxComponent = z.looseObject({
  type: z.string().min(1),
  name: z.string().min(1),
  version: z.string().optional(),
  purl: z.string().optional(),
  'bom-ref': z.string().min(1).optional(),
});

/**
 * A CycloneDX bill of materials, 1.4 to 1.7, in JSON. What everything here reads is checked; the rest is the matter of
 * the tool that made it, which validates its output against the format's own schema.
 *
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export const cyclonedx = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z
    .string()
    .regex(/^1\.[4-7]$/, 'use CycloneDX 1.4, 1.5, 1.6 or 1.7'),
  serialNumber: z
    .string()
    .regex(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
      'use urn:uuid: and a UUID in lower case',
    )
    .optional(),
  version: z.int().min(1).optional(),
  metadata: z
    .looseObject({
      timestamp: timestamp.optional(),
      component: cyclonedxComponent.optional(),
    })
    .optional(),
  components: z.array(cyclonedxComponent).optional(),
  dependencies: z
    .array(
      z.looseObject({
        ref: z.string().min(1),
        dependsOn: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});

/**
 * An SPDX 2.2 or 2.3 document in JSON.
 *
 * @see https://spdx.github.io/spdx-spec/v2.3/
 */
export const spdx2 = z.looseObject({
  spdxVersion: z.string().regex(/^SPDX-2\.[23]$/, 'use SPDX-2.2 or SPDX-2.3'),
  SPDXID: z.literal('SPDXRef-DOCUMENT'),
  dataLicense: z.literal('CC0-1.0'),
  name: z.string().min(1),
  documentNamespace: z.string().min(1),
  creationInfo: z.looseObject({
    created: timestamp,
    creators: z.array(z.string()).min(1),
  }),
  packages: z
    .array(
      z.looseObject({
        SPDXID: z.string().startsWith('SPDXRef-'),
        name: z.string().min(1),
        versionInfo: z.string().optional(),
      }),
    )
    .optional(),
});

/**
 * An SPDX 3 document: JSON-LD with its elements in a graph.
 *
 * @see https://spdx.github.io/spdx-spec/v3.0.1/
 */
export const spdx3 = z.looseObject({
  '@context': z.union([z.string().min(1), z.array(z.unknown()).min(1)]),
  '@graph': z.array(z.looseObject({ type: z.string().min(1) })).min(1),
});
