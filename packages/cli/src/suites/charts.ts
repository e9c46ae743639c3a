import fs from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod/v4';
import { execCode } from '../process/exec';
import { pinnedTools } from '../tools/pinned';
import { provideTool } from '../tools/provideTool';
import { check, countChecks, sum, type Checks } from './check';
import { renderService } from './renderService';
import type { Suite, SuiteContext } from './Suite';

const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string(),
  args: z.array(z.string()).default([]),
  env: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  securityContext: z.looseObject({}),
});

const podSchema = z.looseObject({
  terminationGracePeriodSeconds: z.number().optional(),
  securityContext: z.looseObject({}),
  initContainers: z.array(containerSchema).default([]),
  containers: z.array(containerSchema),
});

const objectSchema = z.looseObject({
  kind: z.string(),
  spec: z
    .looseObject({ template: z.looseObject({ spec: podSchema }).optional() })
    .optional(),
});

type Rendered = { objects: z.infer<typeof objectSchema>[]; text: string };

const deployed = [
  'image.repository=ghcr.io/acme/customer-records',
  `image.digest=sha256:${'a'.repeat(64)}`,
  'release.strategy=rolling',
];

/** The golden-path chart, with the values of a new service. */
export const chartsSuite: Suite = {
  name: 'charts',
  description:
    'The chart of every service: helm lint, what it renders and refuses',
  async run(context) {
    const helm = await provideTool('helm', context);
    const chart = context.checkout.resolve('charts', 'service');
    const values = path.join(
      await renderService(context),
      'deploy',
      'values.yaml',
    );
    const flags = (settings: string[]) => [
      ...['--values', values],
      ...[...deployed, ...settings].flatMap(one => ['--set-string', one]),
    ];
    const render = renderer(context, helm, settings => [
      ...['template', 'customer-records', chart],
      ...flags(settings),
    ]);
    return sum([
      await check(helm, ['lint', '--strict', chart, ...flags([])], context),
      countChecks(await checkChart(render)),
    ]);
  },
};

/** Runs `helm template`; what it refuses is rendered as no objects, and its words. */
function renderer(
  { dir, env, signal }: SuiteContext,
  helm: string,
  args: (settings: string[]) => string[],
) {
  let run = 0;
  return async (...settings: string[]): Promise<Rendered> => {
    run += 1;
    const logFile = path.join(dir, `render-${run}.yaml`);
    fs.rmSync(logFile, { force: true });
    const code = await execCode(helm, args(settings), {
      ...{ env, signal, logFile },
    });
    const text = fs.readFileSync(logFile, 'utf8');
    const objects =
      code === 0
        ? parseAllDocuments(text).map(document =>
            objectSchema.parse(document.toJS()),
          )
        : [];
    return { objects, text };
  };
}

async function checkChart(
  render: (...settings: string[]) => Promise<Rendered>,
): Promise<Checks> {
  const plain = await render();
  const logging = await render(
    'decisionLog.url=https://portal.example.com/api/decision-log/v1',
  );
  const deployment = plain.objects.find(({ kind }) => kind === 'Deployment');
  const pod = podOf(plain);
  const opa = opaOf(plain);
  const pods = plain.objects.flatMap(({ spec }) => spec?.template?.spec ?? []);
  const containers = pods.flatMap(one => [
    ...one.initContainers,
    ...one.containers,
  ]);
  const refused = async (sentence: string, ...settings: string[]) => {
    const { objects, text } = await render(...settings);
    return (objects.length === 0 && text.includes(sentence)) || text;
  };
  return {
    'it rolls out as the release strategy says':
      matches(deployment?.spec, {
        minReadySeconds: 10,
        progressDeadlineSeconds: 600,
        revisionHistoryLimit: 5,
        strategy: {
          type: 'RollingUpdate',
          rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 },
        },
      }) && pod?.terminationGracePeriodSeconds === 30,
    'a drained node takes one pod at most': matches(
      plain.objects.find(({ kind }) => kind === 'PodDisruptionBudget')?.spec,
      { maxUnavailable: 1 },
    ),
    'no pod is root': pods.every(({ securityContext }) =>
      matches(securityContext, { runAsNonRoot: true, runAsUser: 1000 }),
    ),
    'no container may write to its image or gain rights':
      containers.length > 3 &&
      containers.every(({ securityContext }) =>
        matches(securityContext, {
          readOnlyRootFilesystem: true,
          allowPrivilegeEscalation: false,
        }),
      ),
    'the database is migrated before a new version starts': plain.objects.some(
      ({ kind }) => kind === 'Job',
    ),
    'OPA is the one that policies are tested with':
      opa?.image === `openpolicyagent/opa:${pinnedTools.opa.version}-static` ||
      `${opa?.image}`,
    'policies come from the image that was verified':
      pod?.initContainers[0].image === pod?.containers[0].image,
    'OPA keeps its decisions to itself where there is no portal':
      !opa?.args.some(arg => arg.includes('--config-file')) &&
      opa?.env.length === 0,
    'OPA sends its decisions where there is one':
      matches(opaOf(logging)?.env, [
        {
          name: 'DECISION_LOG_URL',
          value: 'https://portal.example.com/api/decision-log/v1',
        },
        {
          name: 'DECISION_LOG_TOKEN_FILE',
          value: '/var/run/secrets/decision-log/token',
        },
        {
          // The image that the policies come from.
          name: 'POLICY_REVISION',
          value: /@(sha256:[0-9a-f]{64})$/.exec(
            podOf(logging)?.containers[0].image ?? '',
          )?.[1],
        },
      ]) && logging.text.includes('secretName: customer-records-decision-log'),
    'an image without a digest is refused': await refused(
      'digest',
      'image.digest=latest',
    ),
    'a strategy that it does not have is refused': await refused(
      'strategy',
      'release.strategy=canary',
    ),
    'a value that it does not know is refused': await refused(
      'replica',
      'replica=3',
    ),
  };
}

function podOf({ objects }: Rendered) {
  return objects.find(({ kind }) => kind === 'Deployment')?.spec?.template
    ?.spec;
}

function opaOf(rendered: Rendered) {
  return podOf(rendered)?.initContainers.find(({ name }) => name === 'opa');
}

/** Whether all that is expected is there; more may be. */
function matches(value: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || expected === null)
    return value === expected;
  return Object.entries(expected).every(([key, part]) =>
    matches((value as Record<string, unknown> | undefined)?.[key], part),
  );
}
