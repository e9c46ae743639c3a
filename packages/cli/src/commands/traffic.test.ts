import fs from 'node:fs';
import { CliError, UsageError } from '../errors';
import { testContext, useTemporaryFolder } from '../testing';
import { traffic, type TrafficOptions } from './traffic';

const folder = useTemporaryFolder();

function run(options: TrafficOptions) {
  fs.writeFileSync(folder.path('package.json'), '{"name":"companyos-portal"}');
  return traffic({ options }, testContext({ cwd: folder.path() }));
}

it.each<[TrafficOptions, RegExp]>([
  [{ rate: '51' }, /--rate takes a whole number from 1 to 50/],
  [{ rate: '0.5' }, /--rate/],
  [{ seconds: '3601' }, /--seconds takes a whole number from 1 to 3600/],
  [{ url: 'http://127.0.0.1:1' }, /Name both/],
  [
    { url: 'http://portal.example', issuer: 'http://127.0.0.1:1' },
    /--url takes a URL of this machine/,
  ],
  [
    { url: 'http://127.0.0.1:1', issuer: 'http://10.0.0.1:1' },
    /--issuer takes a URL of this machine/,
  ],
])('refuses %j', async (options, message) => {
  const running = run(options);
  await expect(running).rejects.toThrow(message);
  await expect(running).rejects.toBeInstanceOf(UsageError);
});

it('says what to start when nothing runs', async () => {
  await expect(run({})).rejects.toThrow(/No reference service runs/);
  const nobody = { url: 'http://127.0.0.1:9', issuer: 'http://127.0.0.1:9' };
  await expect(run(nobody)).rejects.toBeInstanceOf(CliError);
});
