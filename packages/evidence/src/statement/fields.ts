import { z } from 'zod/v4';

/** RFC 3339, as in-toto has its times. */
export const timestamp = z.iso.datetime({
  offset: true,
  error: 'use a time such as 2026-11-24T09:30:00Z',
});

/** A URI: a scheme, a colon, no space. */
export const uri = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9+.-]*:\S+$/, 'use a URI with its scheme');

/**
 * in-toto's ResourceDescriptor: something by name, place or content. Unknown fields pass, as its rules for parsing ask.
 *
 * @see https://github.com/in-toto/attestation/blob/main/spec/v1/resource_descriptor.md
 */
export const resourceDescriptor = z
  .looseObject({
    name: z.string().optional(),
    uri: z.string().optional(),
    digest: z.record(z.string(), z.string()).optional(),
    content: z.string().optional(),
    downloadLocation: z.string().optional(),
    mediaType: z.string().optional(),
  })
  .refine(
    ({ name, uri: place, digest, content }) =>
      name !== undefined ||
      place !== undefined ||
      digest !== undefined ||
      content !== undefined,
    'name the resource by name, uri, digest or content',
  );
