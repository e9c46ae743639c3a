import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { ConfigError, readConfig, VARIABLES } from '../../src/config.ts';

describe('readConfig', () => {
  test('needs nothing, and listens on this machine only', () => {
    const config = readConfig({});
    assert.equal(config.HOST, '127.0.0.1');
    assert.equal(config.PORT, 8080);
  });

  test('reads numbers as numbers and ignores what is not its own', () => {
    const config = readConfig({ PORT: '9000', HOME: '/home/somebody' });
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
    ['NOTES_LIMIT', '1e3'],
  ] as const) {
    test(`refuses ${name}='${value}' and names the variable`, () => {
      assert.throws(
        () => readConfig({ [name]: value }),
        (error: unknown) =>
          error instanceof ConfigError &&
          error.message.includes(`${name} must`),
      );
    });
  }

  test('names all faults at once, and no values', () => {
    assert.throws(() => readConfig({ PORT: 's3cret', LOG_LEVEL: 's3cret' }), {
      message:
        'Configuration is not valid: PORT must be a whole number from 0 to 65535; ' +
        'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace',
    });
  });
});

test('docs/configuration.md lists every variable with its default', () => {
  const page = readFileSync('docs/configuration.md', 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \| `([^`]*)` \|/gm)];
  const documented = rows.map(([, name, value]) => ({ name, value }));
  const defaults: Record<string, unknown> = readConfig({});
  assert.deepEqual(
    documented,
    VARIABLES.map(name => ({ name, value: String(defaults[name]) })),
  );
});
