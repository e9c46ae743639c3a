import net from 'node:net';
import { freePort, requireFreePort } from './ports';

it('refuses a taken port and names the way out', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => {
    server.once('listening', resolve);
  });
  const { port } = server.address() as net.AddressInfo;
  await expect(requireFreePort(port, 'the portal', '--port')).rejects.toThrow(
    `Port ${port}, which the portal needs, is taken by another program. Stop that program, or choose another port with --port.`,
  );
  server.close();
});

it('accepts a port that is free', async () => {
  await expect(
    requireFreePort(await freePort(), 'the portal', '--port'),
  ).resolves.toBeUndefined();
});
