import fs from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod/v4';

const env = z.record(z.string(), z.string());

const step = z
  .strictObject({
    name: z.string(),
    id: z.string().optional(),
    if: z.string().optional(),
    uses: z
      .string()
      .regex(/^actions\/[a-z-]+@[0-9a-f]{40}$/)
      .optional(),
    with: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .default({}),
    env: env.default({}),
    // expressions in a script would let a branch name run commands
    run: z
      .string()
      .refine(text => !text.includes('${{'), 'use env instead of expressions')
      .optional(),
  })
  .refine(({ uses, run }) => (uses === undefined) !== (run === undefined));

const job = z.strictObject({
  name: z.string(),
  needs: z.string().optional(),
  if: z.string().optional(),
  'runs-on': z.literal('ubuntu-24.04'),
  'timeout-minutes': z.int().positive(),
  environment: z.string().optional(),
  permissions: z.record(z.string(), z.enum(['read', 'write'])),
  env: env.default({}),
  steps: z.array(step).min(1),
});

const input = z.strictObject({
  description: z.string(),
  type: z.literal('string'),
  required: z.boolean().default(false),
  default: z.string().optional(),
});

const workflow = z.strictObject({
  name: z.string(),
  on: z.strictObject({
    workflow_call: z.strictObject({
      inputs: z.record(z.string(), input),
      secrets: z.record(z.string(), z.unknown()).default({}),
    }),
  }),
  permissions: z.strictObject({}),
  concurrency: z.unknown(),
  defaults: z.strictObject({
    run: z.strictObject({ shell: z.literal('bash') }),
  }),
  jobs: z.record(z.string(), job),
});

/** A reusable workflow, as far as ours use the language. */
export type Workflow = z.infer<typeof workflow>;
export type Job = z.infer<typeof job>;
export type Step = z.infer<typeof step>;

/**
 * Reads a reusable workflow. What the runner here would not obey is refused, so that nothing of a workflow goes
 * untested unseen.
 */
export function readWorkflow(file: string): Workflow {
  const parsed = workflow.safeParse(parse(fs.readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${file}, '${issue.path.join('.')}': ${issue.message}.`);
}
