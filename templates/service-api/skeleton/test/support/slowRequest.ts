import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request whose second half is sent when the test says so. */
export interface SlowRequest {
  finish(): void;
  /** Everything that came back until the connection was closed. */
  answer: Promise<string>;
}

/** Sends the headers and the first half of a body that makes a record, then waits. */
export async function startSlowRequest(
  port: number,
  token: string,
): Promise<SlowRequest> {
  const body = JSON.stringify({
    dataAccessLevel: 'internal',
    segment: 'enterprise',
    name: 'A customer who takes their time',
    email: 'slow@customer.example',
  });
  const half = Math.floor(body.length / 2);
  const socket = connect(port, '127.0.0.1');
  const head = [
    'POST /v1/customer-records HTTP/1.1',
    'Host: localhost',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Expect: 100-continue',
    '',
    '',
  ].join('\r\n');
  socket.write(head);
  await once(socket, 'data'); // "100 Continue": the service has begun with the request
  socket.write(body.slice(0, half));
  return {
    finish: () => socket.write(body.slice(half)),
    answer: text(socket),
  };
}
