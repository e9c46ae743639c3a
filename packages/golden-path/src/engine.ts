import { join } from 'node:path';
import type {
  LoggerService,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import type { JsonObject } from '@backstage/types';
import { GoldenPathError, isDiskFull, reasonOf } from './errors';

type Scaffolder = typeof import('@backstage/plugin-scaffolder-backend');
type FetchTemplateAction = ReturnType<Scaffolder['createFetchTemplateAction']>;
type FetchTemplateContext = Parameters<FetchTemplateAction['handler']>[0];

const STAGE_URL = 'stage:///';

/** Where in its temporary folder the action keeps what it renders. */
export const STAGED_FILES = 'template';

const unusedOutsideTask: Omit<
  FetchTemplateContext,
  'logger' | 'workspacePath' | 'input' | 'createTemporaryDirectory'
> = {
  checkpoint: ({ fn }) => Promise.resolve(fn()),
  output: () => {},
  task: { id: 'render' },
  getInitiatorCredentials: async () => {
    throw new Error('Rendering is not done on behalf of anybody');
  },
};

/** The engine's errors do not say in which file they are; its log does. */
class LastLineLogger implements LoggerService {
  lastLine = 'the start';

  info(message: string) {
    this.lastLine = message;
  }
  debug() {}
  warn() {}
  error() {}
  child() {
    return this;
  }
}

/**
 * Renders staged files into `tree` with the scaffolder's `fetch:template`, outside a scaffolder task.
 *
 * @param options.stage - a folder with the files in {@link STAGED_FILES}, where the action would have fetched them to
 */
export async function runEngine(options: {
  stage: string;
  tree: string;
  values: JsonObject;
}): Promise<void> {
  const { stage, tree, values } = options;
  const action = loadAction(join(stage, STAGED_FILES));
  const log = new LastLineLogger();
  try {
    await action.handler({
      ...unusedOutsideTask,
      logger: log,
      workspacePath: tree,
      input: { url: STAGE_URL, values, templateFileExtension: true },
      createTemporaryDirectory: async () => stage,
    });
  } catch (error) {
    if (isDiskFull(error)) throw error;
    throw new GoldenPathError(
      'GOLDEN_PATH_TEMPLATE_INVALID',
      `The template cannot be rendered: ${reasonOf(
        error,
      )}. The engine was at: ${log.lastLine}`,
      error,
    );
  }
}

// The action insists on a reader that fetches its files. They are there already, so ours only makes sure of the place.
function loadAction(staged: string): FetchTemplateAction {
  // Half a second of modules, which `companyos --help` should not pay for: hence only here.
  const scaffolder: Scaffolder = require('@backstage/plugin-scaffolder-backend');
  const reader: Pick<UrlReaderService, 'readTree'> = {
    readTree: async () => ({
      etag: '',
      files: async () => [],
      archive: async () => {
        throw new Error('The staged files are a folder, not an archive');
      },
      dir: async options => {
        if (options?.targetDir !== staged) {
          throw new Error('The engine looks for its files in another place');
        }
        return staged;
      },
    }),
  };
  return scaffolder.createFetchTemplateAction({
    integrations: ScmIntegrations.fromConfig(new ConfigReader({})),
    reader: reader as UrlReaderService,
  });
}
