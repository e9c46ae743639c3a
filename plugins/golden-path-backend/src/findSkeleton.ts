import type { Entity } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { z } from 'zod/v4';

const RENDER_ACTION = 'companyos:golden-path:render';

const specSchema = z.object({
  steps: z.array(
    z.looseObject({
      action: z.string(),
      input: z.looseObject({ skeleton: z.string().optional() }).optional(),
    }),
  ),
});

/**
 * Which folder a template renders, by its own render step.
 *
 * @throws InputError when the template does not render a golden path.
 */
export function findSkeleton(template: Entity): string | undefined {
  const spec = specSchema.safeParse(template.spec);
  const step = spec.data?.steps.find(({ action }) => action === RENDER_ACTION);
  if (!step) {
    throw new InputError(
      `The template '${template.metadata.name}' has no step with the action '${RENDER_ACTION}', so there is nothing to preview`,
    );
  }
  return step.input?.skeleton;
}
