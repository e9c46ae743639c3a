import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { candidateOf, eventText, filesOf } from './__testUtils__/policies';
import { Candidate } from './Candidate';
import { replay } from './replay';
import { DEFAULT_LIMITS } from './runOpa';

jest.setTimeout(60_000);

it('says where a policy does not compile', async () => {
  await expect(
    candidateOf({ 'pay/pay.rego': 'package pay\n\nallow if inptu.x' }),
  ).rejects.toMatchObject({
    code: 'CANDIDATE_INVALID',
    message: expect.stringMatching(
      /does not compile: policy\/pay\/pay\.rego:3: rego_unsafe_var_error/,
    ),
  });
  await expect(candidateOf({ 'data.json': '{}' })).rejects.toMatchObject({
    code: 'CANDIDATE_INVALID',
    message: 'The policy has no file of Rego',
  });
});

it('reads data by its folders', async () => {
  const candidate = await candidateOf({
    'pay.rego': 'package pay\ndecision := data.tenants[input.t].ok',
    'tenants/data.json': '{"a":{"ok":true}}',
  });
  const outcome = await replay({
    candidate,
    events: [eventText({ input: { t: 'a' }, result: true })],
  });
  expect(outcome.same).toBe(1);
});

it('is known by the digest of its files', async () => {
  const one = { 'a.rego': 'package a\nx := 1', 'b/data.json': '{}' };
  const first = await candidateOf(one);
  const second = await candidateOf({
    'b/data.json': '{}',
    'a.rego': one['a.rego'],
  });
  const third = await candidateOf({ ...one, 'a.rego': 'package a\nx := 2' });
  expect(second.sha256).toBe(first.sha256);
  expect(third.sha256).not.toBe(first.sha256);
});

it('reaches no host, not even by a function in place of another, and sees no environment', async () => {
  const requests: string[] = [];
  const server = createServer((req, res) => {
    requests.push(req.url!);
    res.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;
  const candidate = await candidateOf(`package pay
plain := http.send({"method": "get", "url": "${url}"}).status_code
hidden := n if n := count({"method": "get", "url": "${url}"}) with count as http.send
schema := json.match_schema({}, {"$ref": "${url}schema.json"})
environment := opa.runtime().env`);
  try {
    for (const rule of ['plain', 'hidden', 'schema']) {
      const { stdout } = await candidate.evaluate(
        `json.marshal([x | x := data.pay.${rule}])`,
        '{}',
      );
      expect(stdout.trim()).toBe('[]');
    }
    const { stdout } = await candidate.evaluate('data.pay.environment', '{}');
    expect(Object.keys(JSON.parse(stdout))).not.toContain('PATH');
    expect(requests).toEqual([]);
  } finally {
    server.close();
  }
});

it.each<[string, string, object]>([
  [
    'time',
    'x := count([1 | some i in numbers.range(1, 100000); some j in numbers.range(1, 100000)])',
    { timeoutMs: 1500 },
  ],
  [
    'memory',
    'x := count(numbers.range(1, 500000000))',
    { memoryBytes: 2_000_000_000 },
  ],
  [
    'output',
    'x := concat("", [s | some i in numbers.range(1, 500000); s := "aaaaaaaaaa"])',
    { outputBytes: 1_000_000 },
  ],
])('is ended beyond its limit of %s', async (_, rule, limits) => {
  const candidate = await candidateOf(
    `package pay\n${rule}\ndecision := true`,
    limits,
  );
  const outcome = await replay({
    candidate,
    events: [eventText({ path: 'pay/x' }), eventText({ result: true })],
  });
  expect(outcome).toMatchObject({
    same: 1,
    notReplayed: [{ code: 'LIMIT_EXCEEDED', count: 1 }],
  });
});

it('stops when it is told to', async () => {
  const abort = new AbortController();
  const candidate = await Candidate.compile(
    filesOf({ 'pay.rego': 'package pay\ndecision := true' }),
    {
      opa: process.env.OPA_BIN ?? 'opa',
      limits: DEFAULT_LIMITS,
      signal: abort.signal,
    },
  );
  abort.abort(new Error('enough'));
  await expect(replay({ candidate, events: [eventText()] })).rejects.toThrow(
    'enough',
  );
  await candidate.close();
});

it('says when there is no OPA', async () => {
  await expect(
    Candidate.compile(filesOf({ 'pay.rego': 'package pay' }), {
      opa: '/nowhere/opa',
      limits: DEFAULT_LIMITS,
      signal: new AbortController().signal,
    }),
  ).rejects.toMatchObject({
    code: 'OPA_UNAVAILABLE',
    message: "OPA cannot be run as '/nowhere/opa'",
  });
});
