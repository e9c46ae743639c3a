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
 * A CycloneDX bill of materials, 1.2 to 1.7, in JSON. What everything here reads is checked; the portal holds it against
 * the format's own schema before it takes it in. A document about vulnerabilities alone is none.
 *
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export const cyclonedx = z
  .looseObject({
    bomFormat: z.literal('CycloneDX'),
    specVersion: z
      .string()
      .regex(/^1\.[2-7]$/, 'use CycloneDX 1.2 to 1.7, in JSON'),
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
  })
  .refine(
    ({ components = [], vulnerabilities }) =>
      components.length > 0 || !Array.isArray(vulnerabilities),
    {
      path: ['components'],
      message:
        'a document about vulnerabilities (VEX) that lists no component is no bill of materials; exceptions are OpenVEX, and scans in-toto vulns',
    },
  );

/**
 * An SPDX 2.2 or 2.3 document in JSON; some sign its older form, tag and value, as text.
 *
 * @see https://spdx.github.io/spdx-spec/v2.3/
 */
export const spdx2 = z.looseObject(
  {
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
          licenseConcluded: z.string().optional(),
          licenseDeclared: z.string().optional(),
          externalRefs: z
            .array(
              z.looseObject({
                referenceCategory: z.string(),
                referenceType: z.string(),
                referenceLocator: z.string(),
              }),
            )
            .optional(),
        }),
      )
      .optional(),
    documentDescribes: z.array(z.string()).optional(),
    relationships: z
      .array(
        z.looseObject({
          spdxElementId: z.string(),
          relatedSpdxElement: z.string(),
          relationshipType: z.string(),
        }),
      )
      .optional(),
  },
  {
    error: ({ input }) =>
      typeof input === 'string' && /^SPDXVersion:/m.test(input)
        ? 'this is SPDX as tags and values, which is not read: use its JSON'
        : undefined,
  },
);

/**
 * An SPDX 3 document: JSON-LD with its elements in a graph.
 *
 * @see https://spdx.github.io/spdx-spec/v3.0.1/
 */
export const spdx3 = z.looseObject({
  '@context': z.union([z.string().min(1), z.array(z.unknown()).min(1)]),
  '@graph': z.array(z.looseObject({ type: z.string().min(1) })).min(1),
});
