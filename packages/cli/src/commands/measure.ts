import fs from 'node:fs';
import path from 'node:path';
import { findCheckout, type Checkout } from '../checkout';
import type { CommandContext, CommandResult } from '../command';
import { CliError, UsageError } from '../errors';
import { execCode, tail } from '../process/exec';
import { Postgres } from '../services/Postgres';
import { buildPolicies } from '../steps/buildPolicies';

type Kind = 'bench' | 'soak';

/** One measured thing: a line of a script's output, such as `render 12.1 6.3 1.92 3`. */
export type Measurement = {
  name: string;
  ours: string;
  baseline: string;
  ratio: string;
  goal: string;
};

export type ScriptResult = {
  script: string;
  ok: boolean;
  measurements: Measurement[];
  log: string;
};

/** The measurements in a script's output: lines of a name and four figures; `-` stands for a figure there is none of. */
export function readMeasurements(output: string): Measurement[] {
  return output
    .split('\n')
    .map(line => line.trim().split(/\s+/))
    .filter(
      words =>
        words.length === 5 &&
        words.slice(1).every(word => /^(-|[<>≤≥]?-?\d[\d.]*)$/.test(word)),
    )
    .map(([name, ours, baseline, ratio, goal]) => ({
      name,
      ours,
      baseline,
      ratio,
      goal,
    }));
}

/** Whether a figure meets the goal that stands beside it; without a goal that says which side, as its script ended. */
function verdictOf({ ours, ratio, goal }: Measurement, ok: boolean): string {
  const value = Number(ratio === '-' ? ours : ratio);
  const limit = Number(goal.slice(1));
  if (/^[<≤]/.test(goal)) return value <= limit ? 'ok' : 'missed';
  if (/^[>≥]/.test(goal)) return value >= limit ? 'ok' : 'missed';
  return ok ? 'ok' : 'missed';
}

/** Lays results out as columns, each figure with whether it meets its goal. */
export function resultTable(results: ScriptResult[]): string {
  const rows = [['name', 'ours', 'baseline', 'ratio', 'goal', 'verdict']];
  for (const { script, ok, measurements } of results) {
    // One that ended badly without a figure that says why is a line of its own.
    const verdicts = measurements.map(m => verdictOf(m, ok));
    if (measurements.length === 0 || (!ok && !verdicts.includes('missed')))
      rows.push([
        path.basename(script),
        '-',
        '-',
        '-',
        '-',
        ok ? 'ok' : 'missed',
      ]);
    measurements.forEach((m, index) =>
      rows.push([m.name, m.ours, m.baseline, m.ratio, m.goal, verdicts[index]]),
    );
  }
  const widths = rows[0].map((_cell, column) =>
    Math.max(...rows.map(row => row[column].length)),
  );
  return rows
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Scripts called `<package>/<kind>/<name>.<kind>.ts`. */
function findScripts(checkout: Checkout, kind: Kind): string[] {
  return ['packages', 'plugins'].flatMap(group =>
    fs
      .readdirSync(checkout.resolve(group))
      .map(name => path.join(group, name, kind))
      .filter(dir => fs.existsSync(checkout.resolve(dir)))
      .flatMap(dir =>
        fs
          .readdirSync(checkout.resolve(dir))
          .filter(file => file.endsWith(`.${kind}.ts`))
          .map(file => path.join(dir, file)),
      ),
  );
}

async function measure(
  kind: Kind,
  names: string[],
  context: CommandContext,
): Promise<CommandResult> {
  const checkout = findCheckout(context.cwd, context.env);
  const all = findScripts(checkout, kind);
  const scripts =
    names.length > 0
      ? all.filter(script => names.some(name => script.includes(name)))
      : all;
  if (scripts.length === 0) {
    throw new UsageError(
      `Nothing to run. There is: ${all.join(', ') || 'nothing yet'}.`,
    );
  }
  const { steps, signal } = context;
  const dir = checkout.state('logs', kind);
  const data = path.join(dir, 'postgres');
  fs.rmSync(data, { recursive: true, force: true });
  const opa = await buildPolicies({ ...context, checkout });
  const postgres = await steps.run('Start PostgreSQL', () =>
    Postgres.start({
      dir: data,
      logFile: path.join(dir, 'postgres.log'),
      password: 'postgres',
      throwaway: true,
      signal,
    }),
  );
  const results: ScriptResult[] = [];
  try {
    for (const script of scripts) {
      const log = path.join(dir, `${path.basename(script)}.log`);
      const code = await steps.run(script, () =>
        execCode(
          process.execPath,
          [
            '--require',
            '@backstage/cli/config/nodeTransform.cjs',
            checkout.resolve(script),
          ],
          {
            cwd: checkout.resolve(script, '..', '..'),
            env: {
              ...context.env,
              ...postgres.env,
              POSTGRES_URL: postgres.connectionString,
              OPA_BIN: opa,
            },
            logFile: log,
            signal,
          },
        ),
      );
      if (code !== 0) steps.say(tail(log, 20));
      results.push({
        script,
        ok: code === 0,
        measurements: readMeasurements(fs.readFileSync(log, 'utf8')),
        log,
      });
    }
  } finally {
    await postgres.stop();
  }
  const table = resultTable(results);
  const missed = results
    .filter(result => !result.ok)
    .map(result => path.basename(result.script));
  if (missed.length > 0)
    throw new CliError(`${table}\n\nMissed: ${missed.join(', ')}`);
  return { json: { results }, text: table };
}

/** Speed: each script compares ours with a baseline, in one run. */
export function bench(input: { arguments: string[] }, context: CommandContext) {
  return measure('bench', input.arguments, context);
}

/** What takes long: kill tests, load, memory. */
export function soak(input: { arguments: string[] }, context: CommandContext) {
  return measure('soak', input.arguments, context);
}
