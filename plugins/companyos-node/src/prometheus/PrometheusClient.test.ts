import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { PrometheusClient, promqlText } from './PrometheusClient';

let server: Server;
let answer: string;
let asked: { url?: string; body: string; authorization?: string };

beforeAll(async () => {
  server = createServer(async (req, res) => {
    const { url, headers } = req;
    asked = {
      url,
      body: await text(req),
      authorization: headers.authorization,
    };
    if (answer !== 'never') res.end(answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
});

const client = (more = {}) =>
  new PrometheusClient({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/prom/`,
    timeoutMs: 5000,
    ...more,
  });

it('asks for a moment, and reads numbers beside their labels', async () => {
  answer = JSON.stringify({
    status: 'success',
    data: {
      resultType: 'vector',
      result: [
        { metric: { job: 'crm' }, value: [1, '42'] },
        { metric: {}, value: [1, 'NaN'] },
      ],
    },
  });
  await expect(
    client({ token: 'secret' }).query('up{job="a b"}', 1_700_000_000_123),
  ).resolves.toEqual([
    { labels: { job: 'crm' }, value: 42 },
    { labels: {}, value: NaN },
  ]);
  expect(asked).toEqual({
    url: '/prom/api/v1/query',
    body: 'query=up%7Bjob%3D%22a+b%22%7D&time=1700000000.123',
    authorization: 'Bearer secret',
  });
});

it.each([
  ['{"status":"error","error":"parse error"}', /says: parse error/],
  ['{"status":"success","data":{}}', /something else/],
  ['<html>', /not in JSON/],
  ['never', /within 0.2 s/],
])('says what is wrong with %s', async (given, message) => {
  answer = given;
  await expect(client({ timeoutMs: 200 }).query('up', 0)).rejects.toThrow(
    expect.objectContaining({
      name: 'PrometheusError',
      message: expect.stringMatching(message),
    }),
  );
});

it('says that nobody is there', async () => {
  await expect(
    client({ url: 'http://127.0.0.1:1' }).query('up', 0),
  ).rejects.toThrow(/does not answer/);
});

it('quotes a text so that it stays one', () => {
  expect(promqlText('a"} or up{b="\\\n')).toBe('"a\\"} or up{b=\\"\\\\\\n"');
});
