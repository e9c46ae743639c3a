import { toError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { Publisher } from '../publish/Publisher';
import { registerLocation, waitForEntity } from '../registerLocation';

/**
 * `companyos:register`: the published service, in the catalog.
 *
 * Safe to run again: a location that is there already is fine. When it fails for good, the location and the repository
 * that this task made are removed, so that nothing half-made is left.
 */
export function createRegisterAction(options: {
  catalog: CatalogService;
  publisher: Publisher;
}) {
  const { catalog, publisher } = options;
  return createTemplateAction({
    id: 'companyos:register',
    description:
      'Registers a catalog file by its URL and waits until its entity is in the catalog. When that fails, the repository that the task made is removed again.',
    examples: [
      {
        description: 'Register what was published',
        example: [
          'steps:',
          '  - id: register',
          '    action: companyos:register',
          '    input:',
          '      catalogInfoUrl: ${{ steps.publish.output.catalogInfoUrl }}',
        ].join('\n'),
      },
    ],
    schema: {
      input: {
        catalogInfoUrl: z =>
          z.string().url().describe('Where the catalog-info.yaml is'),
      },
      output: {
        entityRef: z => z.string().describe('The entity that is now there'),
        catalogInfoUrl: z => z.string().describe('What was registered'),
      },
    },
    async handler(ctx) {
      const { catalogInfoUrl } = ctx.input;
      const credentials = await ctx.getInitiatorCredentials();
      const registered = await ctx.checkpoint({
        key: 'registered',
        fn: async () => {
          try {
            return await registerLocation({
              catalog,
              credentials,
              catalogInfoUrl,
            });
          } catch (error) {
            throw await withdrawn(toError(error));
          }
        },
      });
      const there = await waitForEntity({
        catalog,
        credentials,
        registered,
        signal: ctx.signal,
      });
      const { entityRef } = registered;
      if (!there) {
        ctx.logger.warn(
          `The catalog has not read ${entityRef} yet; it is registered and will appear by itself`,
        );
      }
      ctx.output('entityRef', entityRef);
      ctx.output('catalogInfoUrl', catalogInfoUrl);

      async function withdrawn(cause: Error): Promise<Error> {
        const note = await publisher
          .withdraw(catalogInfoUrl, ctx)
          .catch(error => {
            ctx.logger.error('Cleaning up failed', toError(error));
            return 'What this task made could not be cleaned up; see the log.';
          });
        if (note) cause.message = `${cause.message} ${note}`;
        return cause;
      }
    },
  });
}
