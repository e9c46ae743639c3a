import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod/v4';
import type { Checkout } from '../../checkout';
import { Service } from '../../process/Service';

const readySchema = z.object({
  trustedRoot: z.record(z.string(), z.unknown()),
  environments: z.record(z.string(), z.record(z.string(), z.string())),
});

/**
 * Fulcio, Rekor and the issuer of tokens, as the tests of `@companyos/evidence` have them. A process of its own, since
 * what it is made of must not get into the packed tool.
 */
export class MockSigstore {
  /** @param claims - of the token of each workflow, by a name of the caller's */
  static async start(options: {
    checkout: Checkout;
    claims: Record<string, Record<string, string>>;
    dir: string;
    env: NodeJS.ProcessEnv;
    signal: AbortSignal;
  }): Promise<MockSigstore> {
    const { checkout, claims, dir, env, signal } = options;
    const ready = path.join(dir, 'sigstore.json');
    fs.rmSync(ready, { force: true });
    const evidence = checkout.resolve('packages', 'evidence');
    const service = Service.start({
      name: 'the mock of Sigstore',
      command: process.execPath,
      args: [
        ...['--require', '@backstage/cli/config/nodeTransform.cjs'],
        path.join(evidence, 'src', '__testUtils__', 'serveMockSigstore.ts'),
        ...[ready, JSON.stringify(claims)],
      ],
      cwd: evidence,
      env,
      logFile: path.join(dir, 'sigstore.log'),
    });
    try {
      await service.ready(async () => fs.existsSync(ready), {
        timeout: 60_000,
        signal,
      });
      const { trustedRoot, environments } = readySchema.parse(
        JSON.parse(fs.readFileSync(ready, 'utf8')),
      );
      return new MockSigstore(service, trustedRoot, environments);
    } catch (error) {
      await service.stop();
      throw error;
    }
  }

  private constructor(
    readonly service: Service,
    readonly trustedRoot: Record<string, unknown>,
    readonly environments: Record<string, Record<string, string>>,
  ) {}

  stop(): Promise<void> {
    return this.service.stop();
  }
}
