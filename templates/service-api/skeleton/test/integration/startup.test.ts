import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startIssuer, type DevelopmentIssuer } from '../../dev/issuer.ts';
import { makeDatabase, settings, AUDIENCE } from '../support/environment.ts';
import { ServiceProcess, startService } from '../support/startService.ts';

describe('the start', () => {
  let issuer: DevelopmentIssuer;
  before(async () => {
    issuer = await startIssuer({ audience: AUDIENCE });
  });
  after(() => issuer.stop());

  async function endOf(env: Record<string, string>) {
    await using service = new ServiceProcess(env);
    assert.equal(await service.exit(), 1);
    assert.equal(service.logs.length, 1);
    const [line] = service.logs;
    assert.equal(line?.level, 'fatal');
    return line.message;
  }

  test('ends at a setting that is not valid, naming the variable', async () => {
    await using database = await makeDatabase({ empty: true });
    const env = { ...settings(issuer, database.url), PORT: 'http' };
    assert.equal(
      await endOf(env),
      'Configuration is not valid: PORT must be a whole number from 0 to 65535',
    );
  });

  test('ends at a port that is taken, with what to change', async () => {
    await using database = await makeDatabase();
    const env = settings(issuer, database.url);
    await using first = await startService(env);
    assert.equal(
      await endOf({ ...env, PORT: String(first.port) }),
      `Cannot listen: listen EADDRINUSE: address already in use 127.0.0.1:${first.port}. ` +
        'Change HOST or PORT.',
    );
    const metricsPort = new URL(first.metricsUrl).port;
    assert.match(
      await endOf({ ...env, METRICS_PORT: metricsPort }),
      /EADDRINUSE.*Change METRICS_PORT\.$/,
    );
  });

  test('ends at a database that lacks a migration, with the command that applies it', async () => {
    await using database = await makeDatabase({ empty: true });
    assert.equal(
      await endOf(settings(issuer, database.url)),
      'The database lacks 0001_customer_records.sql. Run: node dist/migrate.js',
    );
  });

  test('ends at a database that cannot be reached', async () => {
    assert.equal(
      await endOf(settings(issuer, 'postgresql://postgres@127.0.0.1:1/none')),
      'The database that DATABASE_URL names cannot be used: ECONNREFUSED.',
    );
  });
});
