import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { isAlive, useTemporaryFolder } from '../testing';
import { Postgres } from './Postgres';

const folder = useTemporaryFolder();

function start(overrides: { password?: string } = {}): Promise<Postgres> {
  return Postgres.start({
    dir: folder.path('postgres'),
    logFile: folder.path('postgres.log'),
    password: 'a b/c',
    throwaway: true,
    signal: new AbortController().signal,
    ...overrides,
  });
}

async function query(postgres: Postgres, sql: string): Promise<unknown[]> {
  const client = new Client({
    connectionString: `${postgres.connectionString}/postgres`,
  });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

jest.setTimeout(60_000);

it('keeps its data over a stop, and over a kill that leaves postmaster.pid behind', async () => {
  const first = await start();
  await query(first, 'create table kept (id int)');
  await first.stop();
  expect(isAlive(first.service.pid!)).toBe(false);

  const second = await start();
  await query(second, 'insert into kept values (1)');
  await query(second, 'checkpoint');
  process.kill(second.service.pid!, 'SIGKILL');
  await second.service.ended;
  expect(fs.existsSync(folder.path('postgres', 'data', 'postmaster.pid'))).toBe(
    true,
  );

  const third = await start();
  expect(await query(third, 'select id from kept')).toEqual([{ id: 1 }]);
  await third.stop();
});

it('takes over from a server that outlived the run which started it', async () => {
  const outlived = await start();
  const next = await start();
  expect(next.service.pid).not.toBe(outlived.service.pid);
  expect(await query(next, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(isAlive(outlived.service.pid!)).toBe(false);
  await next.stop();
});

it('makes the database anew when its making was interrupted', async () => {
  fs.mkdirSync(folder.path('postgres', 'data.draft'), { recursive: true });
  fs.writeFileSync(folder.path('postgres', 'data.draft', 'PG_VERSION'), '18');
  const postgres = await start();
  await postgres.stop();
  await sleep(0);
  expect(fs.existsSync(folder.path('postgres', 'data.draft'))).toBe(false);
});

it('says what to do when the kept password is another one', async () => {
  await (await start()).stop();
  await expect(start({ password: 'other' })).rejects.toThrow(
    'Put that file back, or remove .companyos/postgres',
  );
});

it('listens on the loopback interface only', async () => {
  const postgres = await start();
  expect(await query(postgres, 'show listen_addresses')).toEqual([
    { listen_addresses: '127.0.0.1' },
  ]);
  expect(await query(postgres, 'show unix_socket_directories')).toEqual([
    { unix_socket_directories: '' },
  ]);
  await postgres.stop();
});
