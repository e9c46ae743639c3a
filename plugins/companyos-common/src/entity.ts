import { z } from 'zod/v4';

/** The most entities that one question for summaries can name. */
export const MAX_SUMMARIES = 1000;

const segmentSchema = z
  .string()
  .max(63)
  .regex(/^[A-Za-z0-9]+([-_.A-Za-z0-9]*[A-Za-z0-9])?$/, 'use an entity name');

/** A full entity reference in lower case, such as `component:default/customer-records`. @public */
export const entityRefSchema = z
  .string()
  .max(200)
  .regex(
    /^[a-zA-Z]+:[a-zA-Z0-9._-]+\/[a-zA-Z0-9._-]+$/,
    'use a full entity reference, for example component:default/customer-records',
  )
  .transform(ref => ref.toLowerCase());

/** The entity in `/v1/entities/:kind/:namespace/:name`. @public */
export const entityPathSchema = z.object({
  kind: z
    .string()
    .max(63)
    .regex(/^[A-Za-z][A-Za-z0-9]*$/, 'use an entity kind'),
  namespace: segmentSchema,
  name: segmentSchema,
});

/** The body of every `POST /v1/summaries`. @public */
export const summariesBodySchema = z.strictObject({
  entityRefs: z.array(entityRefSchema).max(MAX_SUMMARIES),
});

/**
 * Where an entity is in a plugin's API: `/v1/entities/component/default/customer-records`.
 *
 * @param entityRef - a full entity reference
 * @public
 */
export function entityPath(entityRef: string): string {
  const { kind, namespace, name } = toParts(entityRef);
  return ['/v1/entities', kind, namespace, name].join('/');
}

/**
 * The page of an entity in the portal, open at a tab: `/catalog/default/component/customer-records/adrs`. The parts of a
 * reference are lower case, as Backstage writes them.
 *
 * @param entityRef - a full entity reference
 * @public
 */
export function entityPagePath(entityRef: string, tab: string): string {
  const { kind, namespace, name } = toParts(entityRef);
  return ['/catalog', namespace, kind, name, tab].join('/');
}

function toParts(entityRef: string) {
  const [kind, rest = ''] = entityRef.split(':');
  const [namespace, name = ''] = rest.split('/');
  return {
    kind: encodeURIComponent(kind),
    namespace: encodeURIComponent(namespace),
    name: encodeURIComponent(name),
  };
}
