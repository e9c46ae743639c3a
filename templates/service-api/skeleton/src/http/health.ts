import { z } from 'zod';
import { operation, type Operation } from './operation.ts';
import { ProblemError } from './problems.ts';
import { schemas } from './schemas.ts';

/** Where the process is in its life; `ready` is the only state that takes work. */
export interface Lifecycle {
  state: 'draining' | 'ready' | 'starting';
}

const healthSchema = z
  .object({ status: z.enum(['live', 'ready']) })
  .register(schemas, { id: 'Health' });

/** Whether to restart the process (`/livez`) and whether to send it work (`/readyz`). */
export function healthOperations(lifecycle: Lifecycle): Operation[] {
  return [
    operation({
      id: 'getLiveness',
      access: 'public',
      method: 'get',
      path: '/livez',
      summary: 'The process answers',
      tag: 'health',
      success: { status: 200, description: 'It does', body: healthSchema },
      problems: [],
      handle: () => ({ body: { status: 'live' as const } }),
    }),
    operation({
      id: 'getReadiness',
      access: 'public',
      method: 'get',
      path: '/readyz',
      summary: 'The service takes requests',
      tag: 'health',
      success: { status: 200, description: 'It does', body: healthSchema },
      problems: ['NOT_READY'],
      handle: () => {
        if (lifecycle.state !== 'ready') {
          throw new ProblemError(
            'NOT_READY',
            `The service is ${lifecycle.state}.`,
          );
        }
        return { body: { status: 'ready' as const } };
      },
    }),
  ];
}
