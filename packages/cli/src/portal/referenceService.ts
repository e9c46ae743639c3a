import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import type { Checkout } from '../checkout';
import { CliError } from '../errors';
import type { Steps } from '../steps/Steps';
import { PortalClient } from './PortalClient';

/** The service that every portal has from its first start, made on the golden path as any other. */
export const referenceService = {
  name: 'customer-records',
  description:
    'Keeps the records of customers; the reference service of the golden path',
  owner: 'group:default/crm',
  system: undefined as string | undefined,
};

type Task = { status: string };
type TaskEvent = { type: string; body: { message: string; status?: string } };

const templateFile = ['templates', 'service-api', 'template.yaml'];
const endings = new Set(['completed', 'failed', 'cancelled', 'skipped']);

/**
 * Makes sure that the reference service is in the catalog: through the portal's own task API, so the same way that a
 * person takes by "Create". A service that is there already is left alone.
 */
export async function ensureReferenceService(options: {
  checkout: Checkout;
  client: PortalClient;
  steps: Steps;
  signal: AbortSignal;
}): Promise<void> {
  const { checkout, client, steps, signal } = options;
  const title = `Create the reference service ${referenceService.name}`;
  const entity = `/api/catalog/entities/by-name/component/default/${referenceService.name}`;
  if (await client.find(entity)) {
    steps.skip(title, 'already there');
    return;
  }
  await steps.run(title, async () => {
    const template = parse(
      fs.readFileSync(checkout.resolve(...templateFile), 'utf8'),
    ) as { metadata: { name: string } };
    const name = template.metadata.name;
    const found = () =>
      client.find(`/api/catalog/entities/by-name/template/default/${name}`);
    await until(
      found,
      60_000,
      signal,
      `The template ${name} did not appear in the catalog within a minute.`,
    );
    const { id } = await client.post<{ id: string }>(
      '/api/scaffolder/v2/tasks',
      {
        templateRef: `template:default/${name}`,
        values: referenceService,
      },
    );
    const ended = async () =>
      endings.has(
        (await client.get<Task>(`/api/scaffolder/v2/tasks/${id}`)).status,
      );
    await until(
      ended,
      120_000,
      signal,
      `The task ${id} that creates it did not end within two minutes.`,
    );
    const { status } = await client.get<Task>(`/api/scaffolder/v2/tasks/${id}`);
    if (status !== 'completed')
      throw new CliError(await explain(client, id, status));
    await until(
      () => client.find(entity),
      30_000,
      signal,
      `It was created, but is not in the catalog after 30 seconds.`,
    );
  });
}

async function explain(
  client: PortalClient,
  id: string,
  status: string,
): Promise<string> {
  const events = await client.get<TaskEvent[]>(
    `/api/scaffolder/v2/tasks/${id}/events`,
  );
  const messages = events.map(event => event.body.message).slice(-10);
  return `${messages.join('\n')}\n\nThe task that creates ${
    referenceService.name
  } ended as ${status}.`;
}

async function until(
  condition: () => Promise<unknown>,
  timeout: number,
  signal: AbortSignal,
  otherwise: string,
): Promise<void> {
  const deadline = Date.now() + timeout;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new CliError(otherwise);
    await sleep(300, undefined, { signal });
  }
}
