// Writes openapi.json from the operations that the service serves.
import { writeFileSync } from 'node:fs';
import type { CustomerRecordStore } from '../src/customerRecords/CustomerRecordStore.ts';
import { openApiDocument } from '../src/openapi.ts';
import { createOperations } from '../src/operations.ts';

const operations = createOperations({
  lifecycle: { state: 'starting' },
  records: {} as CustomerRecordStore, // described, not called
});
const document = openApiDocument(operations);
writeFileSync('openapi.json', `${JSON.stringify(document, null, 2)}\n`);
