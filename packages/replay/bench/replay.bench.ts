/**
 * Decisions made again in a second, compiling included: ours, with reading of events, comparison and groups, beside one
 * `opa eval` that decides the same inputs in one batch and does nothing else; in turns in one process. The policy is the
 * one of the golden path.
 *
 *   yarn workspace @companyos/policy-replay bench
 *
 * Needs OPA (`OPA_BIN`). EVENTS is how many there are; 6,000 when not given. Prints `name ours baseline ratio goal`; exits
 * with 1 past the goal.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hasFailed, medians, print } from '@companyos/bench';
import { Candidate, DEFAULT_LIMITS, readPolicyFolder, replay } from '../src';

const EVENTS = Number(process.env.EVENTS ?? 6000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const GOAL = 0.5;

const opa = process.env.OPA_BIN ?? 'opa';
const root = path.resolve(__dirname, '../../..');
const PATH = 'customer_records/decision';

type Request = {
  subject: Record<string, unknown>;
  resource: Record<string, unknown>;
};

/** Requests of every role and tenant, as the policy's own tests have them. */
function requests(policy: string): Request[] {
  const { requests: samples } = JSON.parse(
    readFileSync(
      path.join(policy, 'customer_records/testdata/cases.json'),
      'utf8',
    ),
  ) as { requests: Record<string, Request> };
  const tenants = Object.keys(
    JSON.parse(readFileSync(path.join(policy, 'tenants/data.json'), 'utf8')),
  );
  const roles = ['viewer', 'editor', 'admin', 'reader'];
  const all = Object.values(samples);
  return Array.from({ length: EVENTS }, (_, n) => {
    const sample = all[n % all.length];
    const tenant = tenants[n % tenants.length];
    return {
      ...sample,
      subject: {
        ...sample.subject,
        id: randomUUID(),
        tenant_id: tenant,
        role: roles[n % roles.length],
      },
      resource: {
        ...sample.resource,
        ...(sample.resource.id !== undefined && {
          id: randomUUID(),
          tenant_id: n % 7 ? tenant : tenants[0],
        }),
      },
    };
  });
}

async function main() {
  const dir = mkdtempSync(path.join(tmpdir(), 'replay-bench-'));
  const policy = path.join(dir, 'policy');
  cpSync(path.join(root, 'templates/service-api/skeleton/policy'), policy, {
    recursive: true,
  });
  cpSync(path.join(root, 'policies/lib'), path.join(policy, 'lib'), {
    recursive: true,
  });
  try {
    const inputs = requests(policy);
    const batch = path.join(dir, 'inputs.json');
    writeFileSync(batch, JSON.stringify(inputs));
    const baseline = () =>
      JSON.parse(
        execFileSync(
          opa,
          [
            ...['eval', `--data=${policy}`, '--ignore=testdata'],
            ...['--ignore=*_test.rego', '--format=raw', `--input=${batch}`],
            `json.marshal([r | some asked in input; r := data.${PATH.replace(
              '/',
              '.',
            )} with input as asked])`,
          ],
          { maxBuffer: 2 ** 30 },
        ).toString(),
      ) as unknown[];
    const results = baseline();
    if (results.length !== EVENTS) throw new Error('a decision is undefined');
    // One in ten was decided otherwise by the policy of then.
    const events = inputs.map((input, n) =>
      JSON.stringify({
        labels: { id: 'bench', version: '1.22.2' },
        decision_id: randomUUID(),
        path: PATH,
        input,
        result: n % 10 ? results[n] : { allow: false, reason: 'then' },
        timestamp: new Date().toISOString(),
        metrics: { timer_rego_query_eval_ns: 123_456 },
        req_id: n,
      }),
    );
    const files = await readPolicyFolder(policy);
    const ours = async () => {
      const candidate = await Candidate.compile(files, {
        opa,
        limits: DEFAULT_LIMITS,
        signal: new AbortController().signal,
      });
      const outcome = await replay({ candidate, events });
      await candidate.close();
      if (outcome.same < EVENTS * 0.9 || outcome.replayed !== EVENTS)
        throw new Error(JSON.stringify(outcome));
    };
    const [a, b] = await medians([ours, baseline], {
      warmUp: 1,
      measured: ROUNDS,
    });
    print(
      'replay-vs-eval',
      [EVENTS / (a / 1000), EVENTS / (b / 1000)],
      b / a,
      `≥${GOAL}`,
    );
    process.exitCode = hasFailed() ? 1 : 0;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

main();
