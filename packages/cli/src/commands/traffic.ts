import fs from 'node:fs';
import { findCheckout } from '../checkout';
import type { CommandContext, CommandResult } from '../command';
import { CliError, UsageError } from '../errors';
import { addressesFile } from '../portal/runReferenceService';
import type { ServiceAddresses } from '../services/ReferenceService';
import { summarize, type Outcome, type RoleSummary } from '../traffic/plan';
import { runTraffic } from '../traffic/runTraffic';
import { ServiceCaller } from '../traffic/ServiceCaller';

export type TrafficOptions = {
  rate?: string;
  seconds?: string;
  url?: string;
  issuer?: string;
};

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Bounded on purpose: a laptop's service gets something to show, and nothing else can be aimed at. */
export async function traffic(
  { options }: { options: TrafficOptions },
  context: CommandContext,
): Promise<CommandResult> {
  const rate = wholeNumber(options.rate, '--rate', 5, 50);
  const seconds = wholeNumber(options.seconds, '--seconds', 30, 3600);
  const urls = addressesOf(options, context);
  const { steps, signal } = context;
  const outcomes: Outcome[] = [];
  await steps.run(
    `Send ${rate} requests a second for ${seconds} s to ${urls.url}`,
    () =>
      runTraffic({
        caller: new ServiceCaller(urls),
        rate,
        seconds,
        signal,
        onOutcome: outcome => outcomes.push(outcome),
      }),
  );
  const roles = summarize(outcomes);
  return { json: { requests: outcomes.length, roles }, text: table(roles) };
}

function wholeNumber(
  text: string | undefined,
  option: string,
  otherwise: number,
  most: number,
): number {
  if (text === undefined) return otherwise;
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > most) {
    throw new UsageError(
      `${option} takes a whole number from 1 to ${most}, and got '${text}'.`,
    );
  }
  return number;
}

function addressesOf(
  options: TrafficOptions,
  { cwd, env }: CommandContext,
): Pick<ServiceAddresses, 'url' | 'issuerUrl'> {
  if (options.url && options.issuer) {
    return {
      url: onLoopback(options.url, '--url'),
      issuerUrl: onLoopback(options.issuer, '--issuer'),
    };
  }
  if (options.url || options.issuer) {
    throw new UsageError('Name both --url and --issuer, or neither.');
  }
  const file = addressesFile(findCheckout(cwd, env));
  if (!fs.existsSync(file)) {
    throw new CliError(
      'No reference service runs in this checkout. Start it with the portal (companyos start), or name one: --url and --issuer.',
    );
  }
  return JSON.parse(fs.readFileSync(file, 'utf8')) as ServiceAddresses;
}

function onLoopback(text: string, option: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || !LOOPBACK.has(url.hostname)) {
    throw new UsageError(
      `${option} takes a URL of this machine, such as http://127.0.0.1:8080, and got '${text}'.`,
    );
  }
  return url.origin;
}

function table(roles: RoleSummary[]): string {
  const statuses = [
    ...new Set(roles.flatMap(({ byStatus }) => Object.keys(byStatus))),
  ].sort();
  const heading = statuses.map(status => (status === '0' ? 'none' : status));
  const rows = [
    ['role', ...heading, 'p50 ms', 'p95 ms'],
    ...roles.map(({ role, byStatus, p50Ms, p95Ms }) => [
      role,
      ...statuses.map(status => String(byStatus[status] ?? '')),
      String(p50Ms),
      String(p95Ms),
    ]),
  ];
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map(row => row[column].length)),
  );
  return rows
    .map(row =>
      row
        .map((cell, column) =>
          column === 0
            ? cell.padEnd(widths[column])
            : cell.padStart(widths[column]),
        )
        .join('  '),
    )
    .join('\n');
}
