import fs from 'node:fs';
import path from 'node:path';
import { capture, exec } from '../../process/exec';
import type { Job } from './workflow';

/** What an action of GitHub's works on here. */
export type ActionContext = {
  /** The repository, of which jobs get clones. */
  origin: string;
  /** The job's folder. */
  workspace: string;
  /** Workflow artifacts, a folder each. */
  artifacts: string;
  permissions: Job['permissions'];
  env: NodeJS.ProcessEnv;
  logFile: string;
  signal: AbortSignal;
};

type Inputs = Record<string, string>;

/** The few actions that the workflows use, as their documentation has them. An input that is not known is an error. */
export const actions: Record<
  string,
  {
    inputs: string[];
    run(inputs: Inputs, context: ActionContext): Promise<void> | void;
  }
> = {
  'actions/checkout': {
    inputs: [
      'fetch-depth',
      'persist-credentials',
      'sparse-checkout',
      'sparse-checkout-cone-mode',
    ],
    async run(
      inputs,
      { env, logFile, origin, permissions, signal, workspace },
    ) {
      if (permissions.contents !== 'read')
        throw new Error('The job may not read the repository');
      const git = (...args: string[]) =>
        exec('git', args, { env, logFile, signal });
      const depth = inputs['fetch-depth'] === '0' ? [] : ['--depth', '1'];
      const sparse = inputs['sparse-checkout'];
      await git(
        'clone',
        ...depth,
        '--no-checkout',
        `file://${origin}`,
        workspace,
      );
      if (sparse !== undefined)
        await git(
          ...['-C', workspace, 'sparse-checkout', 'set', '--no-cone'],
          ...sparse.trim().split('\n'),
        );
      await git('-C', workspace, 'checkout', '--detach', 'HEAD');
    },
  },
  'actions/setup-node': {
    inputs: ['node-version-file', 'package-manager-cache'],
    async run(inputs, { env, workspace }) {
      const file = path.join(workspace, inputs['node-version-file']);
      const wanted = fs.readFileSync(file, 'utf8').trim();
      const version = await capture('node', ['--version'], env);
      if (!version?.startsWith(`v${wanted}.`))
        throw new Error(`Node ${wanted} is wanted, and this is ${version}`);
    },
  },
  'actions/upload-artifact': {
    inputs: ['name', 'path', 'if-no-files-found', 'retention-days'],
    run(inputs, { artifacts, workspace }) {
      const target = path.join(artifacts, inputs.name);
      fs.mkdirSync(target, { recursive: true });
      for (const name of inputs.path.trim().split('\n')) {
        const source = path.join(workspace, name);
        if (!fs.existsSync(source)) throw new Error(`${source} is not there`);
        const isFolder = fs.statSync(source).isDirectory();
        fs.cpSync(
          source,
          isFolder ? target : path.join(target, path.basename(source)),
          // hidden files stay behind
          {
            recursive: true,
            filter: from => !path.basename(from).startsWith('.'),
          },
        );
      }
    },
  },
  'actions/download-artifact': {
    inputs: ['name', 'path', 'run-id', 'github-token'],
    run(inputs, { artifacts, permissions, workspace }) {
      if (inputs['run-id'] && permissions.actions !== 'read')
        throw new Error('The job may not read artifacts of other runs');
      fs.cpSync(
        path.join(artifacts, inputs.name),
        path.join(workspace, inputs.path),
        { recursive: true },
      );
    },
  },
};
