import { aboutOperations } from './http/about.ts';
import { healthOperations, type Lifecycle } from './http/health.ts';
import type { Operation } from './http/operation.ts';
import type { NoteStore } from './notes/NoteStore.ts';
import { noteOperations } from './notes/operations.ts';

export interface Dependencies {
  lifecycle: Lifecycle;
  notes: NoteStore;
}

/** Everything that the service offers. A new domain adds one line here. */
export function createOperations(dependencies: Dependencies): Operation[] {
  const operations = [
    ...noteOperations(dependencies.notes),
    ...healthOperations(dependencies.lifecycle),
  ];
  return [...operations, ...aboutOperations(operations)];
}
