import { randomUUID } from 'node:crypto';
import { Candidate, type PolicyFile } from '../Candidate';
import { DEFAULT_LIMITS, type OpaLimits } from '../runOpa';

const compiled: Candidate[] = [];
afterAll(async () => {
  for (const candidate of compiled) await candidate.close();
});

/** Files of a policy by their paths. */
export function filesOf(texts: Record<string, string>): PolicyFile[] {
  return Object.entries(texts).map(([path, text]) => ({
    path,
    content: Buffer.from(text),
  }));
}

/** Compiles Rego with the real OPA; it is closed after the tests. */
export async function candidateOf(
  rego: string | Record<string, string>,
  limits: Partial<OpaLimits> = {},
): Promise<Candidate> {
  const texts = typeof rego === 'string' ? { 'pay/pay.rego': rego } : rego;
  const candidate = await Candidate.compile(filesOf(texts), {
    opa: process.env.OPA_BIN ?? 'opa',
    limits: { ...DEFAULT_LIMITS, ...limits },
    signal: new AbortController().signal,
  });
  compiled.push(candidate);
  return candidate;
}

/** An event as OPA logs it, as JSON. */
export function eventText(rest: Record<string, unknown> = {}): string {
  return JSON.stringify({
    labels: { id: 'opa-1' },
    decision_id: randomUUID(),
    path: 'pay/decision',
    input: { subject: { id: 'ada', role: 'editor', tenant_id: 't1' } },
    result: { allow: false, reason: 'role_not_allowed' },
    timestamp: '2026-11-25T10:00:00.123456789Z',
    ...rest,
  });
}
