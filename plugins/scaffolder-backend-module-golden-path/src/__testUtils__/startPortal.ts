import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { databaseServiceFactory } from '@backstage/backend-defaults/database';
import { urlReaderServiceFactory } from '@backstage/backend-defaults/urlReader';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import templateEntityModel from '@backstage/plugin-catalog-backend-module-scaffolder-entity-model';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import type { JsonObject } from '@backstage/types';
// eslint-disable-next-line @backstage/no-mixed-plugin-imports -- the test runs the real host, the product its client
import localGitPlugin, {
  localGitUrlReaderServiceFactory,
} from '@companyos/plugin-local-git-backend';
import type { Knex } from 'knex';
import goldenPathModule from '..';

const run = promisify(execFile);

const ADA = 'user:default/ada';
const TEMPLATE = 'template:default/fixture-service';
const PORTAL_URL = 'http://localhost:7007';

/** What the form holds. */
export function formValues(overrides: JsonObject = {}): JsonObject {
  return {
    name: 'customer-records',
    description: 'Keeps the records of customers',
    owner: 'group:default/crm',
    ...overrides,
  };
}

/** A scaffolder task at its end. */
export type Task = { id: string; status: string; message: string };

/** The catalog, the scaffolder and the local Git host in one real backend, with a template of their own. */
export type Portal = {
  /** Runs the template to its end. */
  create(values?: JsonObject, user?: string): Promise<Task>;
  repositories(): Promise<string[]>;
  /** Entity refs that the catalog has under this name. */
  components(name: string): Promise<string[]>;
  /** Targets of all locations that were registered. */
  locations(): Promise<string[]>;
  /** Clones with plain Git and returns the checkout's folder. */
  clone(name: string): Promise<string>;
  /** What tasks have left in the working directory. */
  leftovers(): string[];
};

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export async function startPortal(options: {
  /** An empty database. */
  knex: Knex;
  localGit?: JsonObject;
  /** Changes the template before the catalog reads it. */
  spoil?: (templateDir: string) => void;
  /** More entities that the catalog knows, as YAML. */
  entities?: string;
  /** Where tasks work, instead of a folder of their own. */
  workingDirectory?: string;
}): Promise<Portal> {
  const dir = mkdtempSync(join(tmpdir(), 'golden-path-portal-'));
  cleanups.push(() => rmSync(dir, { recursive: true, force: true }));
  const workingDirectory = options.workingDirectory ?? join(dir, 'work');
  prepareFolder(dir, options.entities);
  mkdirSync(workingDirectory, { recursive: true });
  options.spoil?.(join(dir, 'template'));

  const backend = await startTestBackend({
    features: [
      catalogPlugin,
      templateEntityModel,
      scaffolderPlugin,
      localGitPlugin,
      localGitUrlReaderServiceFactory,
      goldenPathModule,
      urlReaderServiceFactory,
      databaseServiceFactory,
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: PORTAL_URL },
          backend: {
            baseUrl: PORTAL_URL,
            workingDirectory,
            database: {
              client: 'pg',
              pluginDivisionMode: 'schema',
              connection: connectionOf(options.knex),
            },
          },
          catalog: {
            rules: [
              { allow: ['Component', 'Group', 'Location', 'Template', 'User'] },
            ],
            locations: ['template/template.yaml', 'known.yaml'].map(file => ({
              type: 'file',
              target: join(dir, file),
            })),
          },
          goldenPath: { cli: { directory: join(dir, 'cli') } },
          localGit: {
            enabled: true,
            root: join(dir, 'repos'),
            checks: { command: ['true'] },
            ...options.localGit,
          },
        },
      }),
    ],
  });
  cleanups.push(() => backend.stop());
  const { port } = backend.server.address() as AddressInfo;
  const portal = connect({ port, dir, workingDirectory });
  await until(() => portal.components('known'), 'the catalog to be read');
  return portal;
}

function prepareFolder(dir: string, entities = ''): void {
  cpSync(
    resolvePackagePath('@companyos/golden-path', '__fixtures__/service'),
    join(dir, 'template'),
    { recursive: true },
  );
  mkdirSync(join(dir, 'cli'));
  writeFileSync(
    join(dir, 'cli', 'manifest.json'),
    JSON.stringify({
      version: '0.1.0',
      file: 'companyos-cli-0.1.0.tgz',
      integrity: `sha512-${'A'.repeat(86)}==`,
    }),
  );
  writeFileSync(
    join(dir, 'known.yaml'),
    [component('known'), entities].join('---\n'),
  );
}

/** A component as YAML. */
export function component(name: string): string {
  return `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: ${name} }
spec: { type: service, lifecycle: experimental, owner: group:default/crm }
`;
}

function connectionOf(knex: Knex) {
  const { host, port, user, password, database } =
    knex.client.config.connection;
  return { host, port, user, password, database };
}

function connect(options: {
  port: number;
  dir: string;
  workingDirectory: string;
}): Portal {
  const { port, dir, workingDirectory } = options;
  const call = async (path: string, body?: JsonObject, user = ADA) => {
    const response = await fetch(`http://127.0.0.1:${port}/api${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        Authorization: mockCredentials.user.header(user),
        'Content-Type': 'application/json',
      },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };
  return {
    async create(values = formValues(), user = ADA) {
      const { id } = await until(
        () =>
          call(
            '/scaffolder/v2/tasks',
            { templateRef: TEMPLATE, values },
            user,
          ).catch(error => {
            if (/not found/i.test(error.message)) return undefined;
            throw error;
          }),
        'the template to be there',
      );
      return until(async () => {
        const { status } = await call(`/scaffolder/v2/tasks/${id}`);
        if (status === 'open' || status === 'processing') return undefined;
        const events = await call(`/scaffolder/v2/tasks/${id}/events`);
        return { id, status, message: lastError(events) };
      }, `task ${id}`);
    },
    async repositories() {
      const { items } = await call('/local-git/v1/repositories');
      return items.map(({ name }: { name: string }) => name);
    },
    async components(name) {
      const entities = await call(
        `/catalog/entities?filter=kind=component,metadata.name=${name}`,
      );
      return entities.map(
        (entity: { metadata: { name: string } }) => entity.metadata.name,
      );
    },
    async locations() {
      const locations = await call('/catalog/locations');
      return locations.map(
        ({ data }: { data: { target: string } }) => data.target,
      );
    },
    async clone(name) {
      const token = encodeURIComponent(mockCredentials.user.token(ADA));
      const target = join(dir, `clone-${name}`);
      await run('git', [
        'clone',
        '--quiet',
        `http://ada:${token}@127.0.0.1:${port}/api/local-git/repos/${name}.git`,
        target,
      ]);
      return target;
    },
    leftovers: () => readdirSync(workingDirectory),
  };
}

function lastError(
  events: { body: { error?: { message: string } } }[],
): string {
  return events.map(({ body }) => body.error?.message ?? '').join('');
}

async function until<T>(
  look: () => Promise<T | undefined>,
  what: string,
): Promise<T> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) {
    const found = await look();
    if (Array.isArray(found) ? found.length : found) return found as T;
  }
  throw new Error(`Waited too long for ${what}`);
}
