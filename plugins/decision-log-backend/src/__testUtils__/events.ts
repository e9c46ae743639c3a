import { randomUUID } from 'node:crypto';

/** An event as OPA writes it, of just now. */
export function eventOf(rest: Record<string, unknown> = {}) {
  return {
    labels: { id: 'opa-1', version: '1.22.2', entity: 'component:default/pay' },
    decision_id: randomUUID(),
    path: 'pay/decision',
    input: {
      subject: { id: 'ada' },
      resource: { id: 'invoice-7' },
      action: { name: 'invoice.read' },
    },
    result: { allow: true, reason: 'allowed' },
    requested_by: '127.0.0.1:40000',
    timestamp: new Date().toISOString(),
    metrics: { timer_server_handler_ns: 123456 },
    req_id: 1,
    ...rest,
  };
}
