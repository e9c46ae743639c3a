import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod/v4';
import { loadPolicy } from './loadPolicy';

const root = resolve(__dirname, '../../..');
const assets = join(root, 'plugins/permission-backend-module-opa/assets');
const built = {
  wasm: join(assets, 'portal.wasm'),
  data: join(assets, 'portal.data.json'),
};
const answer = z.object({ result: z.string() });

beforeAll(() => {
  execFileSync(process.execPath, [
    join(root, 'packages/policy/scripts/build-policies.mjs'),
  ]);
});

describe('a compiled policy', () => {
  it('answers what it was built to answer', async () => {
    const policy = await loadPolicy(built);
    expect(policy.entrypoints).toEqual(['portal/decision']);
    expect(policy.evaluate('portal/decision', {}, answer)).toEqual({
      result: 'DENY',
    });
  });

  it('gives the same answer after many questions', async () => {
    const policy = await loadPolicy(built);
    const input = {
      permission: { name: 'catalog.entity.read' },
      user: { entity_ref: 'user:default/ada', ownership_entity_refs: [] },
    };
    const before = process.memoryUsage().rss;
    for (let question = 0; question < 20_000; question++) {
      policy.evaluate('portal/decision', input, answer);
    }
    expect(policy.evaluate('portal/decision', input, answer)).toEqual({
      result: 'ALLOW',
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });

  it('refuses a question that it was not built for', async () => {
    const policy = await loadPolicy(built);
    expect(() => policy.evaluate('portal/other', {}, answer)).toThrow(
      /no usable answer to 'portal\/other'.*entrypoint portal\/other is not valid/,
    );
  });

  it('refuses an answer of another shape', async () => {
    const policy = await loadPolicy(built);
    expect(() =>
      policy.evaluate('portal/decision', {}, z.object({ result: z.number() })),
    ).toThrow(/no usable answer to 'portal\/decision'/);
  });
});

describe('loading', () => {
  it('says how to build what is missing', async () => {
    const missing = join(assets, 'missing.wasm');
    await expect(loadPolicy({ ...built, wasm: missing })).rejects.toThrow(
      `The compiled policy '${missing}' is missing; build it with 'node packages/policy/scripts/build-policies.mjs' (needs OPA)`,
    );
  });

  it('names the file that is not a policy', async () => {
    const wasm = join(mkdtempSync(join(tmpdir(), 'policy-')), 'bad.wasm');
    writeFileSync(wasm, 'not WebAssembly');
    await expect(loadPolicy({ ...built, wasm })).rejects.toThrow(
      `The policy '${wasm}' cannot be loaded`,
    );
  });
});
