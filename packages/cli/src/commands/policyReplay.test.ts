import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  EXPORT_FORMAT,
  USUAL_RULES,
} from '@companyos/plugin-decision-log-common';
import { commands } from '.';
import { defineCommand, type Command } from '../command';
import { runCommandLine, useTemporaryFolder } from '../testing';
import { policyReplay } from './policyReplay';

jest.setTimeout(60_000);

const folder = useTemporaryFolder();

// Jest has no import() in the code that it runs, by which commands load themselves.
const replayCommands: Command[] = commands
  .filter(command => command.path.join(' ') === 'policy replay')
  .map(command =>
    defineCommand({ ...command, load: async () => policyReplay }),
  );

const rule = (roles: string) => `package crm
default decision := {"allow": false, "reason": "role_not_allowed"}
decision := {"allow": true, "reason": "allowed"} if input.subject.role in {${roles}}
`;

const event = (role: string, allow: boolean, id: string) => ({
  decision_id: id,
  path: 'crm/decision',
  input: { subject: { role, tenant_id: 't1' } },
  result: { allow, reason: allow ? 'allowed' : 'role_not_allowed' },
  timestamp: '2026-11-25T10:00:00Z',
});

const events = [
  event('viewer', false, 'd-1'),
  event('viewer', false, 'd-2'),
  event('admin', true, 'd-3'),
  { ...event('admin', true, 'd-4'), erased: ['/input/subject/email'] },
];

function write(file: string, content: string | Buffer) {
  fs.mkdirSync(path.dirname(folder.path(file)), { recursive: true });
  fs.writeFileSync(folder.path(file), content);
}

beforeEach(() => {
  write('policy/crm/crm.rego', rule('"admin", "viewer"'));
  write('policy/crm/crm_test.rego', 'package crm_test\nthis is no Rego');
  write('decisions.jsonl', events.map(one => JSON.stringify(one)).join('\n'));
});

const run = (...args: string[]) =>
  runCommandLine(['policy', 'replay', ...args], replayCommands, {
    cwd: folder.path(),
    env: { ...process.env, COMPANYOS_TOKEN: 'token' },
  });

it('fails on a deny that would be an allow, and says which, and how it would be accepted', async () => {
  const { code, stderr } = await run('--decisions', 'decisions.jsonl');
  expect(code).toBe(1);
  expect(stderr).toContain('4 decisions, 3 made again');
  expect(stderr).toContain('Allowed, and was not: 2');
  expect(stderr).toContain(
    '2  deny to allow, rule crm/decision: role_not_allowed',
  );
  expect(stderr).toContain('2  deny to allow, role viewer');
  expect(stderr).toContain('2  deny to allow, tenant t1');
  expect(stderr).toContain('d-1: {"allow":false');
  expect(stderr).toContain(
    'Not replayed: 1, the input was masked. INPUT_MASKED',
  );
  expect(stderr).toMatch(
    /reviewed:\n {2}- path: "crm\/decision"\n {4}from: deny/,
  );
});

it('passes once a person has accepted it, and not before', async () => {
  const first = await run('--decisions', 'decisions.jsonl', '--json');
  const { outcome } = JSON.parse(first.stdout);
  const entry = (reviewer: string) =>
    [
      'reviewed:',
      '  - path: crm/decision',
      '    reason: role_not_allowed',
      `    policy: sha256:${outcome.candidate.sha256}`,
      `    reviewer: ${reviewer}`,
      '    why: Viewers see customers',
      '    expires: 2999-01-01',
    ].join('\n');
  const check = () =>
    run('--decisions', 'decisions.jsonl', '--reviewed', 'reviews.yaml');
  // A file that is not there yet reviews nothing.
  expect((await check()).code).toBe(1);
  write('reviews.yaml', entry(''));
  const nobody = await check();
  expect(nobody.code).toBe(1);
  expect(nobody.stderr).toContain('does not count: it names no reviewer');
  write('reviews.yaml', entry('user:default/sam'));
  const reviewed = await check();
  expect(reviewed.code).toBe(0);
  expect(reviewed.stderr).toContain(
    'Reviewed: 2 of crm/decision, by user:default/sam',
  );
  // A review is of exactly one policy.
  write('policy/crm/crm.rego', rule('"admin", "viewer", "guest"'));
  expect((await check()).code).toBe(1);
  write('reviews.yaml', 'reviewed: [{}]');
  const wrong = await check();
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('reviewed.0.path');
});

it('does not pass a policy that keeps decisions from being made again', async () => {
  write(
    'policy/crm/crm.rego',
    `${rule('"admin"')}
decision := {"allow": true, "reason": "said so"} if http.send({"method": "GET", "url": "http://127.0.0.1:1"}).status_code == 200
`,
  );
  const { code, stderr } = await run('--decisions', 'decisions.jsonl');
  expect(stderr).toContain('Not proven: of 4 decisions nobody can say');
  expect(code).toBe(5);
});

it('passes where there are no decisions, and where masks alone hide some', async () => {
  write('policy/crm/crm.rego', rule('"admin"'));
  expect((await run('--decisions', 'decisions.jsonl')).code).toBe(0);
  write('none.jsonl', '');
  expect((await run('--decisions', 'none.jsonl')).code).toBe(0);
});

it('takes the policy from Git, and decisions as OPA uploads them', async () => {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: folder.path(), stdio: 'ignore' });
  git('init', '--quiet', '--initial-branch=main');
  write('policy/crm/crm.rego', rule('"admin"'));
  git('add', 'policy');
  git(
    ...['-c', 'user.name=t', '-c', 'user.email=t@example.com'],
    ...['commit', '--quiet', '-m', 'policy'],
  );
  write('policy/crm/crm.rego', rule('"admin", "viewer"'));
  write('chunk.gz', gzipSync(JSON.stringify(events)));
  const of = (ref: string[]) => run(...ref, '--decisions', 'chunk.gz');
  expect((await of(['--ref', 'main'])).code).toBe(0);
  expect((await of([])).code).toBe(1);
  const unknown = await of(['--ref', 'nowhere']);
  expect(unknown).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("no commit 'nowhere'"),
  });
});

describe('from a portal', () => {
  let server: Server;
  const asked: string[] = [];
  let status = 200;
  beforeEach(async () => {
    asked.length = 0;
    status = 200;
    server = createServer((req, res) => {
      asked.push(`${req.url} ${req.headers.authorization}`);
      res.statusCode = status;
      if (status !== 200) {
        res.setHeader('Content-Type', 'application/json');
        res.end(
          '{"error":{"name":"NotAllowedError","message":"needs decision-log.input.read"},"response":{"statusCode":403}}',
        );
        return;
      }
      const header = {
        format: EXPORT_FORMAT,
        entityRef: 'component:default/crm',
        from: '2026-11-24T00:00:00Z',
        to: '2026-11-26T00:00:00Z',
        rules: USUAL_RULES,
      };
      res.end([header, ...events].map(one => JSON.stringify(one)).join('\n'));
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });
  afterEach(() => server.close());

  const ask = (...args: string[]) => {
    const { port } = server.address() as AddressInfo;
    return run(
      ...['--portal', `http://127.0.0.1:${port}`],
      ...['--entity', 'component:default/crm', ...args],
    );
  };

  it('gets the decisions of an entity in a window', async () => {
    const { code, stderr } = await ask('--from', '2026-11-24T00:00:00Z');
    expect(code).toBe(1);
    expect(stderr).toContain('4 decisions, 3 made again');
    expect(asked).toEqual([
      '/api/decision-log/v1/entities/component/default/crm/events?from=2026-11-24T00%3A00%3A00Z Bearer token',
    ]);
  });

  it('says what the portal refuses', async () => {
    status = 403;
    await expect(ask()).resolves.toMatchObject({
      code: 4,
      stderr: expect.stringContaining('needs decision-log.input.read'),
    });
  });

  it('checks the window first', async () => {
    await expect(ask('--from', 'yesterday')).resolves.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--from: use an ISO 8601 time'),
    });
    expect(asked).toEqual([]);
  });
});

it.each<[string[], RegExp]>([
  [[], /Say which decisions/],
  [['--decisions', 'a', '--entity', 'component:default/crm'], /Say which/],
  [['--decisions', 'none.jsonl'], /'none.jsonl' is not a file/],
  [['--entity', 'crm'], /'crm' is no reference/],
  [['--decisions', 'decisions.jsonl', '--policy', 'x'], /'x' is not a folder/],
])('refuses %j', async (args, message) => {
  const { code, stderr } = await run(...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

it('says where the policy does not compile', async () => {
  write('policy/crm/crm.rego', 'package crm\n\ndecision if inptu.x');
  const { code, stderr } = await run('--decisions', 'decisions.jsonl');
  expect(code).toBe(1);
  expect(stderr).toMatch(/policy\/crm\/crm\.rego:3: rego_unsafe_var_error/);
});
