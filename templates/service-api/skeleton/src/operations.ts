import type { CustomerRecordStore } from './customerRecords/CustomerRecordStore.ts';
import { customerRecordOperations } from './customerRecords/operations.ts';
import { aboutOperations } from './http/about.ts';
import { healthOperations, type Lifecycle } from './http/health.ts';
import type { Operation } from './http/operation.ts';

export interface Dependencies {
  lifecycle: Lifecycle;
  records: CustomerRecordStore;
}

/** Everything that the service offers. A new domain adds one line here. */
export function createOperations(dependencies: Dependencies): Operation[] {
  const operations = [
    ...customerRecordOperations(dependencies.records),
    ...healthOperations(dependencies.lifecycle),
  ];
  return [...operations, ...aboutOperations(operations)];
}
