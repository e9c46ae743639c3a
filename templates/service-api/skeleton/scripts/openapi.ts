// Writes openapi.json from the operations that the service serves.
import { writeFileSync } from 'node:fs';
import { MemoryNoteStore } from '../src/notes/MemoryNoteStore.ts';
import { openApiDocument } from '../src/openapi.ts';
import { createOperations } from '../src/operations.ts';

const operations = createOperations({
  lifecycle: { state: 'starting' },
  notes: new MemoryNoteStore(1),
});
const document = openApiDocument(operations);
writeFileSync('openapi.json', `${JSON.stringify(document, null, 2)}\n`);
