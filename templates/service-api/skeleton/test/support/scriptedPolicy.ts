import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface ScriptedPolicy extends AsyncDisposable {
  url: string;
  /** What it was asked, in order. */
  inputs: unknown[];
  /** How it answers from now on. */
  answer: (res: ServerResponse) => void;
  requests: {
    traceparent: string | undefined;
    baggage: string | undefined;
    path: string | undefined;
  }[];
}

/** Says what a test wants, where no OPA would: nonsense, nothing, or something unknown. */
export async function startScriptedPolicy(): Promise<ScriptedPolicy> {
  const server = createServer((req, res) => {
    void json(req).then(body => {
      policy.inputs.push((body as { input: unknown }).input);
      const { traceparent, baggage } = req.headers as Record<string, string>;
      policy.requests.push({ traceparent, baggage, path: req.url });
      policy.answer(res);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const policy: ScriptedPolicy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    inputs: [],
    requests: [],
    answer: result({ allow: true, reason: 'allowed', obligations: [] }),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return policy;
}

/** Answers as OPA does, with this result; without one, as it does for an undefined decision. */
export function result(value?: unknown): ScriptedPolicy['answer'] {
  return raw(
    JSON.stringify({
      decision_id: 'd-1',
      ...(value !== undefined && { result: value }),
    }),
  );
}

export function raw(body: string, status = 200): ScriptedPolicy['answer'] {
  return res => {
    res.writeHead(status, { 'Content-Type': 'application/json' }).end(body);
  };
}
