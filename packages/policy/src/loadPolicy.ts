import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ForwardedError, isError } from '@backstage/errors';
import { loadPolicy as loadWasm } from '@open-policy-agent/opa-wasm';
import { z } from 'zod/v4';
import { builtins } from './builtins';

/**
 * A compiled policy that can be asked.
 *
 * @public
 */
export interface Policy {
  /** What may be asked, such as `portal/decision`. */
  readonly entrypoints: string[];

  /** SHA-256 of the module and its data, one after the other, in hexadecimal: what exactly decides. */
  readonly sha256: string;

  /** Its data document, such as limits; whoever needs a part of it checks that part. */
  readonly data: unknown;

  /**
   * Answers one question. Synchronous, and in the order of tens of microseconds for a small policy.
   *
   * @param entrypoint - one of {@link Policy.entrypoints}
   * @param input - the document that Rego sees as `input`; plain JSON
   * @param schema - the shape that the answer must have
   * @throws Error when the entrypoint is unknown, the answer is undefined or has another shape. The caller must take
   *   that as a denial.
   */
  evaluate<T extends z.ZodType>(
    entrypoint: string,
    input: unknown,
    schema: T,
  ): z.infer<T>;
}

const resultSetSchema = z.tuple([z.object({ result: z.unknown() })]);

class WasmPolicy implements Policy {
  readonly entrypoints: string[];
  readonly #loaded: Awaited<ReturnType<typeof loadWasm>>;

  constructor(
    loaded: Awaited<ReturnType<typeof loadWasm>>,
    readonly sha256: string,
    readonly data: unknown,
  ) {
    this.#loaded = loaded;
    this.entrypoints = Object.keys(loaded.entrypoints);
  }

  evaluate<T extends z.ZodType>(
    entrypoint: string,
    input: unknown,
    schema: T,
  ): z.infer<T> {
    try {
      const results: unknown = this.#loaded.evaluate(input, entrypoint);
      const [{ result }] = resultSetSchema.parse(results);
      return schema.parse(result);
    } catch (error) {
      throw new ForwardedError(
        `The policy gave no usable answer to '${entrypoint}'`,
        asError(error),
      );
    }
  }
}

/**
 * Loads a policy that `scripts/build-policies.mjs` compiled.
 *
 * @param options - paths of the WebAssembly module and of its data document (JSON)
 * @throws Error that says how to build the policy, when a file is missing; callers let it stop the start, because a
 *   portal without its policy must not serve.
 * @public
 */
export async function loadPolicy(options: {
  wasm: string;
  data: string;
}): Promise<Policy> {
  const module = await readBuilt(options.wasm);
  const data = await readBuilt(options.data);
  try {
    const loaded = await loadWasm(module, undefined, builtins);
    const document = JSON.parse(data.toString('utf8'));
    loaded.setData(document);
    const hash = createHash('sha256').update(module).update(data);
    return new WasmPolicy(loaded, hash.digest('hex'), document);
  } catch (error) {
    throw new ForwardedError(
      `The policy '${options.wasm}' cannot be loaded`,
      asError(error),
    );
  }
}

async function readBuilt(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isError(error) && error.code === 'ENOENT') {
      throw new Error(
        `The compiled policy '${path}' is missing; build it with 'node packages/policy/scripts/build-policies.mjs' (needs OPA)`,
      );
    }
    throw error;
  }
}

// The WebAssembly SDK throws strings, and objects with a message.
function asError(error: unknown): Error {
  return isError(error) ? error : new Error(String(error));
}
