import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Logger } from 'pino';
import { ProblemError } from '../http/problems.ts';
import type { Identity } from '../identity/identity.ts';
import { ATTRIBUTES, spanName } from '../telemetry/names.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type {
  Environment,
  PolicyInput,
  Resource,
  Verdict,
} from './decision.ts';
import { grantOf, type Grant } from './obligations.ts';
import type { PolicyClient } from './PolicyClient.ts';

export interface AuthorizerOptions {
  client: PolicyClient;
  /** The path that the client asks, for telemetry. */
  path: string;
  environment: Environment;
  telemetry: Telemetry;
}

export interface Question {
  identity: Identity;
  action: string;
  resource: Resource;
  log: Logger;
}

/** Turns a question into a grant or a problem, and leaves a log line, a count and a span for each. */
export class Authorizer {
  readonly #options: AuthorizerOptions;

  constructor(options: AuthorizerOptions) {
    this.#options = options;
  }

  /**
   * @throws ProblemError FORBIDDEN, STEP_UP_REQUIRED, or POLICY_UNAVAILABLE when there is no decision
   */
  async authorize(question: Question): Promise<Grant> {
    const started = performance.now();
    const { path, telemetry } = this.#options;
    const outcome = await telemetry.span(
      spanName.policy(path),
      {
        kind: SpanKind.CLIENT,
        attributes: { [ATTRIBUTES.spanPolicyPath]: path },
      },
      async span => {
        const decided = await this.#decide(question);
        const { result, reason, decisionId } = decided.verdict;
        span.setAttributes({
          [ATTRIBUTES.spanPolicyResult]: result,
          [ATTRIBUTES.spanPolicyReason]: reason,
          ...(decisionId && { [ATTRIBUTES.spanPolicyDecisionId]: decisionId }),
        });
        if (result === 'error' || result === 'undefined') {
          span.setStatus({ code: SpanStatusCode.ERROR });
        }
        return decided;
      },
    );
    const { verdict, grant } = outcome;
    const milliseconds = performance.now() - started;
    const { result, reason } = verdict;
    telemetry.recordDecision({
      path,
      result,
      reason,
      seconds: milliseconds / 1000,
    });
    logDecision(question, verdict, milliseconds);
    if (!grant) {
      throw problemOf(verdict);
    }
    return grant;
  }

  async #decide(
    question: Question,
  ): Promise<{ verdict: Verdict; grant?: Grant }> {
    const { identity, resource } = question;
    const verdict = await this.#options.client.decide(this.#input(question));
    if (verdict.result !== 'allow') {
      return { verdict };
    }
    const grant = grantOf(verdict, resource, identity.subject.tenant_id);
    return 'result' in grant ? { verdict: grant } : { verdict, grant };
  }

  #input({ identity, action, resource }: Question): PolicyInput {
    const { subject, authentication, actor } = identity;
    return {
      subject,
      action: { name: action },
      resource,
      context: {
        time: new Date().toISOString(),
        environment: this.#options.environment,
        authentication,
        ...(actor && { actor }),
      },
    };
  }
}

function logDecision(
  question: Question,
  verdict: Verdict,
  milliseconds: number,
): void {
  const { identity, action, resource, log } = question;
  const { type, id, tenant_id, role } = identity.subject;
  const { result, reason, obligations, decisionId } = verdict;
  const fields = {
    ...(decisionId && { decision_id: decisionId }),
    subject: { type, id, tenant_id, role },
    resource: {
      type: resource.type,
      ...(resource.id && { id: resource.id }),
      ...(resource.tenant_id && { tenant_id: resource.tenant_id }),
    },
    action,
    result,
    reason,
    obligations: obligations.map(obligation => obligation.type),
    durationMs: Math.round(milliseconds * 100) / 100,
  };
  const isDecision = result === 'allow' || result === 'deny';
  log[isDecision ? 'info' : 'error'](fields, 'Decision');
}

function problemOf({
  result,
  reason,
  decisionId,
  stepUp,
}: Verdict): ProblemError {
  if (result !== 'deny') {
    return new ProblemError(
      'POLICY_UNAVAILABLE',
      'There is no policy decision, so nothing is allowed. Try again later.',
      { members: { reason, decisionId } },
    );
  }
  if (stepUp) {
    const { acr_values, max_age } = stepUp;
    const description = `This action needs a stronger sign-in, at most ${max_age} seconds ago.`;
    const header = [
      'Bearer error="insufficient_user_authentication"',
      `error_description="${description}"`,
      `acr_values="${acr_values.join(' ')}"`,
      `max_age="${max_age}"`,
    ].join(', ');
    return new ProblemError('STEP_UP_REQUIRED', description, {
      members: { reason, decisionId },
      headers: { 'WWW-Authenticate': header },
    });
  }
  return new ProblemError('FORBIDDEN', `The policy denies this: ${reason}.`, {
    members: { reason, decisionId },
  });
}
