import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { parseServiceInput } from '@companyos/golden-path';
import { checkWorkspace } from '../checkWorkspace';
import type { Publisher } from '../publish/Publisher';

/**
 * `companyos:publish`: a repository with the rendered service in it, where the portal is configured to publish.
 *
 * Safe to run again: the repository knows the task that made it, and the commit is the same every time.
 */
export function createPublishAction(options: { publisher: Publisher }) {
  return createTemplateAction({
    id: 'companyos:publish',
    description:
      'Checks the workspace against the scaffold receipt, makes the repository and pushes the workspace to it. When that fails, no repository is left behind.',
    examples: [
      {
        description: 'Publish what was rendered',
        example: [
          'steps:',
          '  - id: publish',
          '    action: companyos:publish',
          '    input:',
          '      name: ${{ parameters.name }}',
          '      description: ${{ parameters.description }}',
          '      owner: ${{ parameters.owner }}',
        ].join('\n'),
      },
    ],
    schema: {
      input: {
        name: z => z.string().describe('Name of the repository'),
        description: z =>
          z.string().describe('What the service does, one line'),
        owner: z =>
          z.string().describe('Entity reference of the group that owns it'),
      },
      output: {
        repoUrl: z => z.string().describe('The page that shows the repository'),
        cloneUrl: z => z.string().describe('What Git clones from'),
        catalogInfoUrl: z =>
          z.string().describe('Where its catalog-info.yaml is'),
        commit: z => z.string().describe('Id of the first commit'),
      },
    },
    async handler(ctx) {
      const { name, description, owner } = parseServiceInput(ctx.input);
      const committedAt = await ctx.checkpoint({
        key: 'commit-time',
        fn: async () => new Date().toISOString(),
      });
      const published = await ctx.checkpoint({
        key: 'published',
        fn: () =>
          options.publisher.publish(
            {
              name,
              description,
              owner,
              committedAt,
              receipt: checkWorkspace(ctx.workspacePath),
            },
            ctx,
          ),
      });
      ctx.logger.info(
        `Published ${published.commit.slice(0, 8)} to ${published.repoUrl}`,
      );
      ctx.output('repoUrl', published.repoUrl);
      ctx.output('cloneUrl', published.cloneUrl);
      ctx.output('catalogInfoUrl', published.catalogInfoUrl);
      ctx.output('commit', published.commit);
    },
  });
}
