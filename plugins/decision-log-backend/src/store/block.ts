import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

// Of events the quickest level makes no more bytes than the usual one.
const PARAMS = { [constants.ZSTD_c_compressionLevel]: 1 };

/** Bytes of a number: the count of events, and the length of each. */
const NUMBER = 4;

/** What events are kept in: all of a block compressed together, which is what makes them small. */
export async function packBlock(events: Buffer[]): Promise<Buffer> {
  const header = Buffer.allocUnsafe(NUMBER * (events.length + 1));
  header.writeUInt32LE(events.length, 0);
  events.forEach((bytes, index) =>
    header.writeUInt32LE(bytes.length, NUMBER * (index + 1)),
  );
  return compress(Buffer.concat([header, ...events]), { params: PARAMS });
}

/** The events of a block, byte for byte. */
export async function unpackBlock(data: Buffer): Promise<Buffer[]> {
  const bytes = await decompress(data);
  const count = bytes.readUInt32LE(0);
  let start = NUMBER * (count + 1);
  return Array.from({ length: count }, (_, index) => {
    const end = start + bytes.readUInt32LE(NUMBER * (index + 1));
    const event = bytes.subarray(start, end);
    start = end;
    return event;
  });
}
