/**
 * How a service of the golden path bears what lasts and what fails: rendered, built and run as `make run` does, with its
 * own PostgreSQL and the OPA that OPA_BIN names, while requests come in at a steady rate.
 *
 * - `service-memory-MiB`: resident memory over ten minutes, the median of the last fifth against that of the second
 * - `opa-hanging-p99-ms`: OPA takes connections and never answers; against the deadline of a decision
 * - `opa-refusing-p99-ms`: nobody listens where OPA should; against OPA up, at half the rate that saturates the service
 *
 * SOAK_MINUTES shortens the first. Prints `name ours baseline ratio goal` for each; exits with 1 when one is missed, or
 * when an answer has another status than it must.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { renderTemplate } from '../src';
import { fixtureValues } from '../src/testing';
import { saturate, sendAt, type Answers } from './load';
import { hangingPort, startService, type RunningService } from './runService';

const MINUTES = Number(process.env.SOAK_MINUTES ?? 10);
const RATE = 100;
const GROWTH_GOAL = 1.1;
const DEADLINE_MS = 500;
const DEADLINE_SLACK_MS = 20;
/** So few that those that wait for OPA find a free connection to it. */
const HANGING_RATE = 20;
const SECONDS = 20;

let isMissed = false;

function report(
  name: string,
  ours: number,
  baseline: number,
  goal: { ratio?: number; ours?: number },
): void {
  const ratio = ours / baseline;
  const isMet =
    goal.ratio === undefined ? ours <= goal.ours! : ratio <= goal.ratio;
  if (!isMet) isMissed = true;
  const figures = [
    ours.toFixed(1),
    baseline.toFixed(1),
    ratio.toFixed(2),
    `≤${goal.ratio ?? goal.ours}`,
  ];
  process.stdout.write(`${name} ${figures.join(' ')}\n`);
}

function expectStatus(what: string, answers: Answers, wanted: number): void {
  const { statuses, durations } = answers;
  process.stdout.write(
    `${what}: ${durations.length} answers, ${JSON.stringify(statuses)}, ` +
      `p50 ${percentile(durations, 50).toFixed(1)} ms, p99 ${percentile(
        durations,
        99,
      ).toFixed(1)} ms\n`,
  );
  if (Object.keys(statuses).join() !== String(wanted)) {
    process.stdout.write(`${what}: all answers should be ${wanted}\n`);
    isMissed = true; // and the figures that follow are still told
  }
}

function percentile(values: number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil((sorted.length * percent) / 100) - 1];
}

/** Between two parts of the whole time, from 0 to 1. */
function medianBetween(samples: number[], from: number, to: number): number {
  const { length } = samples;
  return percentile(samples.slice(length * from, length * to), 50);
}

async function soakMemory(service: RunningService): Promise<void> {
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(service.residentMiB()), 1000);
  const answers = await sendAt(service, RATE, MINUTES * 60);
  clearInterval(timer);
  expectStatus(`${MINUTES} minutes of load`, answers, 200);
  report(
    'service-memory-MiB',
    medianBetween(samples, 0.8, 1),
    medianBetween(samples, 0.2, 0.4),
    { ratio: GROWTH_GOAL },
  );
}

async function withService<T>(
  dir: string,
  env: Record<string, string>,
  work: (service: RunningService) => Promise<T>,
): Promise<T> {
  const service = await startService(dir, {
    OPA_TIMEOUT_MS: String(DEADLINE_MS),
    ...env,
  });
  try {
    return await work(service);
  } finally {
    await service.stop();
  }
}

async function main(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'service-soak-'));
  chmodSync(dir, 0o755); // PostgreSQL runs as another user where this one is root
  const target = join(dir, 'service');
  try {
    await renderTemplate({
      templateDir: resolve(__dirname, '../../../templates/service-api'),
      values: fixtureValues(),
      roots: [resolve(__dirname, '../../..')],
      targetDir: target,
    });
    for (const args of [
      ['ci', '--no-audit', '--prefer-offline'],
      ['run', 'build'],
    ]) {
      execFileSync('npm', args, { cwd: target, stdio: 'inherit' });
    }
    const { rate, up } = await withService(target, {}, async service => {
      const saturation = await saturate(service, SECONDS / 2);
      process.stdout.write(`saturated at ${saturation.toFixed(0)}/s\n`);
      const half = Math.floor(saturation / 2);
      const answers = await sendAt(service, half, SECONDS);
      expectStatus('OPA up', answers, 200);
      await soakMemory(service);
      return { rate: half, up: percentile(answers.durations, 99) };
    });
    await withService(
      target,
      { OPA_URL: 'http://127.0.0.1:1' },
      async service => {
        await sendAt(service, rate, SECONDS / 4);
        const answers = await sendAt(service, rate, SECONDS);
        expectStatus('OPA refusing', answers, 503);
        const refusing = percentile(answers.durations, 99);
        report('opa-refusing-p99-ms', refusing, up, { ratio: 1 });
      },
    );
    const hanging = await hangingPort();
    await withService(target, { OPA_URL: hanging.url }, async service => {
      const answers = await sendAt(service, HANGING_RATE, SECONDS);
      expectStatus('OPA hanging', answers, 503);
      report(
        'opa-hanging-p99-ms',
        percentile(answers.durations, 99),
        DEADLINE_MS,
        { ours: DEADLINE_MS + DEADLINE_SLACK_MS },
      );
    });
    hanging.close();
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  if (isMissed) throw new Error('Something is missed; see above');
}

main().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
