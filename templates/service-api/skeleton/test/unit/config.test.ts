import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { ConfigError, readConfig, VARIABLES } from '../../src/config.ts';

const NEEDED = {
  DATABASE_URL: 'postgresql://service:s3cret@database.example/records',
  TOKEN_ISSUER: 'https://login.companyos.example',
  TOKEN_AUDIENCE: 'customer-records',
  TOKEN_JWKS_URL: 'https://login.companyos.example/jwks',
  ENVIRONMENT_ID: 'production',
  ENVIRONMENT_STAGE: 'production',
  ENVIRONMENT_REGION: 'eu-central',
  ENVIRONMENT_DATA_ACCESS_LEVEL: 'restricted',
};

describe('readConfig', () => {
  test('needs what has no safe default, and listens on this machine only', () => {
    assert.throws(
      () => readConfig({}),
      (error: unknown) => {
        assert.ok(error instanceof ConfigError);
        const named = [...error.message.matchAll(/([A-Z_]{4,}) must/g)];
        assert.deepEqual(
          named.map(([, name]) => name),
          Object.keys(NEEDED),
        );
        return true;
      },
    );
    const config = readConfig(NEEDED);
    assert.equal(config.HOST, '127.0.0.1');
    assert.equal(config.PORT, 8080);
  });

  test('reads numbers as numbers and ignores what is not its own', () => {
    const config = readConfig({
      ...NEEDED,
      PORT: '9000',
      HOME: '/home/somebody',
    });
    assert.equal(config.PORT, 9000);
    assert.equal('HOME' in config, false);
  });

  for (const [name, value] of [
    ['HOST', ''],
    ['PORT', 'http'],
    ['PORT', ''],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['LOG_LEVEL', 'loud'],
    ['REQUEST_TIMEOUT_MS', '0'],
    ['DATABASE_POOL_SIZE', '1e3'],
    ['DATABASE_URL', 'mysql://localhost/a'],
    ['OPA_URL', 'localhost:8181'],
    ['TOKEN_AUDIENCE', ''],
    ['ENVIRONMENT_ID', 'Prod'],
    ['ENVIRONMENT_STAGE', 'test'],
    ['ENVIRONMENT_REGION', 'moon'],
    ['ENVIRONMENT_DATA_ACCESS_LEVEL', 'secret'],
    ['OTEL_TRACES_SAMPLER', 'sometimes'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
  ] as const) {
    test(`refuses ${name}='${value}' and names the variable`, () => {
      assert.throws(
        () => readConfig({ ...NEEDED, [name]: value }),
        (error: unknown) =>
          error instanceof ConfigError &&
          error.message.includes(`${name} must`),
      );
    });
  }

  test('names all faults at once, and no values', () => {
    assert.throws(
      () => readConfig({ ...NEEDED, PORT: 's3cret', LOG_LEVEL: 's3cret' }),
      {
        message:
          'Configuration is not valid: PORT must be a whole number from 0 to 65535; ' +
          'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace',
      },
    );
  });
});

describe('the development issuer', () => {
  const local = {
    TOKEN_ISSUER: 'http://127.0.0.1:4000',
    TOKEN_JWKS_URL: 'http://127.0.0.1:4000/jwks',
  };

  for (const stage of ['production', 'staging']) {
    for (const [name, value] of [
      ['TOKEN_ISSUER', local.TOKEN_ISSUER],
      ['TOKEN_JWKS_URL', local.TOKEN_JWKS_URL],
      ['TOKEN_JWKS_URL', 'http://login.companyos.example/jwks'],
      ['TOKEN_JWKS_URL', 'https://localhost/jwks'],
    ] as const) {
      test(`${stage} refuses ${name}=${value}`, () => {
        const env = { ...NEEDED, ENVIRONMENT_STAGE: stage, [name]: value };
        assert.throws(() => readConfig(env), {
          message: `Configuration is not valid: ${name} must be https and not this machine, outside of development`,
        });
      });
    }
  }

  test('development takes it', () => {
    const env = { ...NEEDED, ...local, ENVIRONMENT_STAGE: 'development' };
    assert.equal(readConfig(env).TOKEN_ISSUER, local.TOKEN_ISSUER);
  });
});

test('docs/configuration.md lists every variable with its default', () => {
  const page = readFileSync('docs/configuration.md', 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \| (?:`([^`]*)`|(\w+)) \|/gm)];
  const documented = rows.map(([, name, value, word]) => [name, value ?? word]);
  assert.deepEqual(
    documented,
    Object.entries(VARIABLES).map(([name, value]) => [name, String(value)]),
  );
});
