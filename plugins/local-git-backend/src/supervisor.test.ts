import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SUPERVISOR } from './runCheck';
import { ended, temporaryFolder, until } from './__testUtils__/testHost';

it('a check ends when the portal is killed', async () => {
  const mark = join(await temporaryFolder(), 'pid');
  // Stands for the portal: starts a check as the portal does, and is then killed so that it can clean up nothing.
  const portal = spawn(
    process.execPath,
    [
      '-e',
      `require('node:child_process').spawn('sh', ['-c', process.argv[1], 'check', 'sh', '-c',
        'echo $$ >"$0"; sleep 300', process.argv[2]], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });`,
      SUPERVISOR,
      mark,
    ],
    { stdio: 'ignore' },
  );
  const pid = await until(async () =>
    Number(await readFile(mark, 'utf8').catch(() => '')),
  );
  portal.kill('SIGKILL');
  await expect(ended(pid)).resolves.toBeUndefined();
});
