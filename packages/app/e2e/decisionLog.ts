import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { keyFile, stateDir } from './companyos';

export const ENTITY = 'component:default/customer-records';

/** A process of OPA, as its labels name it. */
export class UploadingOpa {
  readonly #url: string;
  readonly id = randomUUID();

  constructor(portal: string) {
    this.#url = `${portal}/api/decision-log/v1`;
  }

  /** An event as OPA writes it, of so many seconds ago. */
  event(secondsAgo: number, rest: Record<string, unknown> = {}) {
    return {
      labels: this.#labels(),
      decision_id: randomUUID(),
      path: 'customer_records/decision',
      input: {
        subject: { type: 'user', id: 'b7a2', tenant_id: 'acme' },
        action: { name: 'customer_record.read' },
        resource: { type: 'customer_record', id: 'r-1', tenant_id: 'acme' },
      },
      result: { allow: true, reason: 'allowed', obligations: [] },
      requested_by: '127.0.0.1:40000',
      timestamp: new Date(Date.now() - secondsAgo * 1000).toISOString(),
      metrics: {
        timer_rego_query_eval_ns: 412_000,
        timer_server_handler_ns: 655_000,
      },
      ...rest,
    };
  }

  /** Sends decisions as OPA does. */
  async log(events: object[]): Promise<void> {
    await this.#post('/logs', gzipSync(JSON.stringify(events)), {
      'Content-Encoding': 'gzip',
    });
  }

  /** Says how many decisions it has answered since it started. */
  async report(decisions: number): Promise<void> {
    const status = {
      labels: this.#labels(),
      metrics: {
        prometheus: {
          http_request_duration_seconds: {
            metric: [
              {
                label: [
                  { name: 'handler', value: 'v1/data' },
                  { name: 'code', value: '200' },
                  { name: 'method', value: 'post' },
                ],
                histogram: { sampleCount: decisions },
              },
            ],
          },
        },
      },
    };
    await this.#post('/status', Buffer.from(JSON.stringify(status)));
  }

  #labels() {
    return {
      id: this.id,
      version: '1.22.2',
      entity: ENTITY,
      revision: commitOfMain(),
    };
  }

  async #post(path: string, body: Buffer, headers = {}): Promise<void> {
    const response = await fetch(`${this.#url}${path}`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${readFileSync(keyFile('opa-token'), 'utf8')}`,
        'Content-Type': 'application/json',
        ...headers,
      },
      body: new Uint8Array(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  }
}

/** The newest commit of the reference service. */
function commitOfMain(): string {
  const repository = join(stateDir(), 'repos', 'customer-records.git');
  return execFileSync('git', ['-C', repository, 'rev-parse', 'main'], {
    encoding: 'utf8',
  }).trim();
}
