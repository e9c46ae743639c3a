// The template's own parts around the same handler: authentication, span, metrics, request line, policy decision with its
// line.
import process from 'node:process';
import {
  audience,
  environment,
  issuer,
  jwksUrl,
  load,
  opaUrl,
  otlpUrl,
  record,
  requirePackage,
  serve,
} from './common.mjs';

const { createApp } = await load('dist/app.js');
const { operation } = await load('dist/http/operation.js');
const { createLogger } = await load('dist/logger.js');
const { Authorizer } = await load('dist/policy/Authorizer.js');
const { TokenVerifier } = await load('dist/identity/TokenVerifier.js');
const { PolicyClient } = await load('dist/policy/PolicyClient.js');
const { Telemetry } = await load('dist/telemetry/telemetry.js');
const { z } = requirePackage('zod');

const policyPath = 'customer_records/decision';
const telemetry = new Telemetry({
  service: { name: 'bench', version: '1' },
  environment: 'bench',
  otlpEndpoint: otlpUrl,
  sampler: { name: 'always_on', ratio: 1 },
  unmeasured: [],
  onProblem: detail => process.stderr.write(`${detail}\n`),
});
const authorizer = new Authorizer({
  client: new PolicyClient({ url: opaUrl, path: policyPath, timeoutMs: 5000 }),
  path: policyPath,
  environment,
  telemetry,
});
const verifier = new TokenVerifier({
  issuer,
  audience,
  jwksUrl,
  onUnavailable: cause => process.stderr.write(`${cause}\n`),
});
const app = createApp({
  config: { BODY_LIMIT_BYTES: 1000, REQUEST_TIMEOUT_MS: 10_000 },
  logger: createLogger({ level: 'info', environment: 'bench' }),
  guard: {
    authenticate: authorization => verifier.verify(authorization),
    authorize: question => authorizer.authorize(question),
  },
  operations: [
    operation({
      id: 'getCustomerRecord',
      access: { action: 'customer_record.read' },
      method: 'get',
      path: '/v1/customer-records/{id}',
      summary: 'One record',
      tag: 'bench',
      params: z.object({ id: z.uuid() }),
      success: { status: 200, description: 'It' },
      problems: [],
      handle: async (_input, { authorize }) => {
        await authorize({
          type: 'customer_record',
          id: record.id,
          tenant_id: record.tenantId,
          data_access_level: record.dataAccessLevel,
          fields: Object.keys(record),
        });
        return { body: record };
      },
    }),
  ],
});
serve(telemetry.instrument(app));
