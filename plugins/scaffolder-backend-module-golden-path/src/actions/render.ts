import type { UrlReaderService } from '@backstage/backend-plugin-api';
import type { ScmIntegrations } from '@backstage/integration';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import {
  GoldenPathError,
  openTemplate,
  parseServiceInput,
  platformValues,
  renderTemplate,
  type GoldenPathConfig,
  type OpenTemplate,
} from '@companyos/golden-path';

/**
 * `companyos:golden-path:render`: the service's files, in the task's workspace, with their receipt.
 *
 * Safe to run again: the workspace is filled in one move, so it is either empty or whole.
 */
export function createRenderAction(options: {
  config: GoldenPathConfig;
  integrations: ScmIntegrations;
  reader: UrlReaderService;
  templateRoots: string[];
}) {
  return createTemplateAction({
    id: 'companyos:golden-path:render',
    description:
      "Renders the template's skeleton into the empty workspace and writes the scaffold receipt. The template gets what the form holds as `values`, and what the platform gives as `values.platform`.",
    supportsDryRun: true,
    examples: [
      {
        description: 'Render everything that the form asked for',
        example: [
          'steps:',
          '  - id: render',
          '    action: companyos:golden-path:render',
          '    input:',
          '      skeleton: ./skeleton',
          '      values: ${{ parameters }}',
        ].join('\n'),
      },
    ],
    schema: {
      input: {
        skeleton: z =>
          z
            .string()
            .describe('Folder of the template that is rendered')
            .default('./skeleton'),
        values: z =>
          z
            .record(z.any())
            .describe(
              'What was entered: name, description, owner, system, and what else the template asks for',
            ),
      },
      output: {
        files: z => z.number().describe('How many files the service has'),
        version: z => z.string().describe('Version of the template'),
      },
    },
    async handler(ctx) {
      const entered: JsonObject = ctx.input.values;
      const { name } = parseServiceInput(entered);
      const { receipt } = await withTemplate(async ({ dir, roots }) =>
        renderTemplate({
          templateDir: dir,
          roots,
          skeleton: ctx.input.skeleton,
          values: {
            ...entered,
            platform: await platformValues(options.config, name),
          },
          targetDir: ctx.workspacePath,
        }),
      );
      ctx.logger.info(
        `Rendered ${receipt.files.length} files from ${receipt.template.entityRef} ${receipt.template.version}`,
      );
      ctx.output('files', receipt.files.length);
      ctx.output('version', receipt.template.version);

      async function withTemplate<T>(
        work: (template: OpenTemplate) => Promise<T>,
      ): Promise<T> {
        const baseUrl = ctx.templateInfo?.baseUrl;
        if (!baseUrl) {
          throw new GoldenPathError(
            'GOLDEN_PATH_TEMPLATE_INVALID',
            'The scaffolder does not say where the template comes from; register it in the catalog',
          );
        }
        const template = await openTemplate({ ...options, baseUrl });
        try {
          return await work(template);
        } finally {
          await template.close();
        }
      }
    },
  });
}
