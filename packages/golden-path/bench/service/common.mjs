// What the contenders of service.bench.ts share: they serve one record and tell their own CPU time.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

export const {
  SERVICE_DIR: dir,
  OPA_URL: opaUrl,
  OTLP_URL: otlpUrl,
  JWKS_URL: jwksUrl,
  ISSUER: issuer,
  AUDIENCE: audience,
} = process.env;

/** A module of the rendered service, or a package that is installed there. */
export const load = file => import(pathToFileURL(path.join(dir, file)).href);
/** A package that is installed there. */
export const requirePackage = createRequire(`${dir}/`);

export const ROUTE = '/v1/customer-records/:id';

export const record = {
  id: '01943aa0-bc00-7619-9274-85ad811f5135',
  tenantId: '01a207bd-a9c0-710f-9f22-f05e6ccbcbe5',
  dataAccessLevel: 'internal',
  segment: 'enterprise',
  name: 'Petra Vogel, Isar Logistics GmbH',
  email: 'petra.vogel@isar-logistics.example',
  createdAt: '2025-01-06T08:00:00.000Z',
  updatedAt: '2025-01-06T08:00:00.000Z',
};

/** The question to the policy engine, as the service puts it. */
export const identity = {
  subject: {
    type: 'user',
    id: '01a207bd-a9c0-7202-8000-000000000002',
    issuer: 'https://login.companyos.example',
    subject: 'dev-edith',
    tenant_id: record.tenantId,
    role: 'editor',
    groups: ['crm'],
    data_access_level: 'confidential',
    status: 'active',
  },
  authentication: { acr: 'urn:companyos:acr:1', auth_time: 1_795_425_600 },
};

export const environment = {
  id: 'production',
  stage: 'production',
  region: 'eu-central',
  data_access_level: 'restricted',
};

export const policyInput = () => ({
  subject: identity.subject,
  action: { name: 'customer_record.read' },
  resource: {
    type: 'customer_record',
    id: record.id,
    tenant_id: record.tenantId,
    data_access_level: record.dataAccessLevel,
    fields: Object.keys(record),
  },
  context: {
    time: new Date().toISOString(),
    environment,
    authentication: identity.authentication,
  },
});

/** Serves, tells the port, and answers each message with the CPU time so far, in microseconds. */
export function serve(listener) {
  const server = createServer(listener);
  server.keepAliveTimeout = 300_000; // it is idle while the others have their turn
  server.listen(0, '127.0.0.1', () => {
    process.send({ port: server.address().port });
  });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send({ cpu: user + system });
  });
}
