import path from 'node:path';
import type {
  ExceptionFacts,
  Finding,
  ReleaseFacts,
  SeverityLevel,
} from '@companyos/evidence';
import { z } from 'zod/v4';
import { loadPolicy, type Policy } from './loadPolicy';

const violationSchema = z.strictObject({
  /** What it is, for programs; see `docs/policies/vulnerability-gate.md`. */
  code: z.string().min(1),
  /** What is wrong, and what to do. */
  message: z.string().min(1),
  statement: z.string().optional(),
  vulnerability: z.string().optional(),
  /** Package URL. */
  package: z.string().optional(),
  /** Versions without the vulnerability. */
  fix: z.string().optional(),
});

const count = z.int().min(0);

/** As in the evidence library, of which only types come in here: whoever asks another policy does not load it. */
const byLevel = {
  critical: count,
  high: count,
  medium: count,
  low: count,
  unknown: count,
} satisfies Record<SeverityLevel, z.ZodType>;

const decisionSchema = z
  .strictObject({
    allow: z.boolean(),
    violations: z.array(violationSchema),
    /** Findings by level, without those that have an exception. */
    counted: z.strictObject(byLevel),
    excepted: z.array(
      z.strictObject({
        vulnerability: z.string(),
        package: z.string().optional(),
        level: z.enum(Object.keys(byLevel) as SeverityLevel[]),
        status: z.string(),
        owner: z.string(),
        expires: z.string(),
        source: z.string(),
      }),
    ),
  })
  .refine(
    ({ allow, violations }) => allow === (violations.length === 0),
    'it allows exactly when there is no violation',
  );

/** What a release gate answers. @public */
export type GateDecision = z.infer<typeof decisionSchema>;

/** One reason against a release. @public */
export type GateViolation = z.infer<typeof violationSchema>;

const triageSchema = z.strictObject({
  /** Why nothing can be said. */
  violations: z.array(violationSchema),
  findings: z.array(
    z.strictObject({
      counts: z.boolean(),
      exceptions: z.array(
        z.strictObject({
          source: z.string(),
          counts: z.boolean(),
          /** A sentence for people. */
          why: z.string(),
          status: z.string().optional(),
          justification: z.string().optional(),
          action: z.string().optional(),
          owner: z.string().optional(),
          expires: z.string().optional(),
        }),
      ),
    }),
  ),
});

/** What was said about each finding, and whether that counts. @public */
export type GateTriage = z.infer<typeof triageSchema>;

/** What the tools of a check have to be, by the check. */
const toolsSchema = z.object({
  release: z.object({ tools: z.record(z.string(), z.array(z.string())) }),
});

/** Where a release is to go, and when. @public */
export type GateQuestion = { environment: string; now: Date };

/** What a scan found, and the exceptions from it. @public */
export type GateFindings = {
  artifact: ReleaseFacts['artifact'];
  findings: Finding[];
  exceptions: ExceptionFacts[];
};

/**
 * The decision where no policy could be asked, or gave no usable answer: nothing passes without one.
 *
 * @public
 */
export function withoutPolicy(error: Error): GateDecision {
  return {
    allow: false,
    violations: [
      {
        code: 'policy_unavailable',
        message: `The policy could not be asked, and nothing passes without it. ${error.message}.`,
      },
    ],
    counted: { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 },
    excepted: [],
  };
}

/**
 * The release gate: `policies/release`, compiled.
 *
 * Each question throws when the policy gives no usable answer. The caller must take that as a denial.
 *
 * @public
 */
export class ReleaseGate {
  readonly #policy: Policy;

  private constructor(policy: Policy) {
    this.#policy = policy;
  }

  /**
   * @param folder - with `release.wasm` and `release.data.json`: the folder `assets` of this package, or a copy of it
   * @throws Error that says how to build the policy, when a file is missing
   */
  static async load(folder: string): Promise<ReleaseGate> {
    const policy = await loadPolicy({
      wasm: path.join(folder, 'release.wasm'),
      data: path.join(folder, 'release.data.json'),
    });
    return new ReleaseGate(policy);
  }

  /** SHA-256 of the compiled policy and its data, in hexadecimal. */
  get sha256(): string {
    return this.#policy.sha256;
  }

  /** With what a check is made, such as `test` with `make test`; none are known of data without them. */
  get tools(): Record<string, string[]> {
    return toolsSchema.safeParse(this.#policy.data).data?.release.tools ?? {};
  }

  /** Whether a release may go into an environment. */
  decideRelease(facts: ReleaseFacts, question: GateQuestion): GateDecision {
    return this.#ask('release/decision', facts, question);
  }

  /**
   * Whether findings are within what an environment allows, by the same limits and exceptions. Nothing has to be signed
   * yet, so this is no permission to release.
   */
  decideFindings(found: GateFindings, question: GateQuestion): GateDecision {
    return this.#ask('release/findings', toFacts(found), question);
  }

  /**
   * Of each finding, in their order, whether it counts, and of each exception that could be about it whether that counts
   * and why. There are none where `violations` says why not.
   */
  triage(found: GateFindings, question: GateQuestion): GateTriage {
    return this.#policy.evaluate(
      'release/triage',
      toInput(toFacts(found), question),
      triageSchema,
    );
  }

  #ask(
    entrypoint: string,
    facts: object,
    question: GateQuestion,
  ): GateDecision {
    const input = toInput(facts, question);
    return this.#policy.evaluate(entrypoint, input, decisionSchema);
  }
}

function toFacts({ artifact, findings, exceptions }: GateFindings) {
  const statements = { scan: { outcome: 'verified', findings } };
  return { artifact, statements, exceptions };
}

function toInput(facts: object, { environment, now }: GateQuestion) {
  return { ...facts, environment, now: now.toISOString() };
}
