import { InputError } from '@backstage/errors';
import {
  splitArray,
  type Uploaded,
} from '@companyos/plugin-decision-log-common';
import type { EventReader } from '../event/EventReader';
import type { EventStore, ReadUpload } from '../store/EventStore';
import { inflate } from './inflate';
import { Turns } from './Turns';

/**
 * Takes in one upload of OPA's decision log. OPA sends it again until it is told that it was stored, and reads nothing of
 * the answer: so one event that cannot be read must not make all of them come back.
 *
 * @throws InputError when the body is no gzip or no array; PayloadTooLargeError when it is too large.
 */
export async function receiveUpload(
  deps: { reader: EventReader; store: EventStore; inflatedSize: number },
  upload: { body: Buffer; encoding: string | undefined; uploadedBy: string },
): Promise<Uploaded> {
  const bytes = await inflate(upload.body, upload.encoding, deps.inflatedSize);
  const read = await readEvents(deps.reader, bytes);
  return deps.store.store({ uploadedBy: upload.uploadedBy, ...read });
}

async function readEvents(
  reader: EventReader,
  bytes: Buffer,
): Promise<Omit<ReadUpload, 'uploadedBy'>> {
  const spans = splitArray(bytes);
  if (!spans) throw new InputError('Body is no JSON array of decision events');
  const read: Omit<ReadUpload, 'uploadedBy'> = {
    events: [],
    quarantined: [],
    dropped: new Map(),
  };
  const now = Date.now() * 1000;
  const turns = new Turns();
  for (const { start, end } of spans) {
    const event = reader.read(bytes.subarray(start, end), now);
    switch (event.kind) {
      case 'event':
        read.events.push(event);
        break;
      case 'quarantined':
        read.quarantined.push(event);
        break;
      default:
        read.dropped.set(event.opaId, (read.dropped.get(event.opaId) ?? 0) + 1);
    }
    if (turns.isOver) await turns.next();
  }
  return read;
}
