// A bare handler that asks through the template's policy client.
import {
  load,
  opaUrl,
  policyInput,
  record,
  requirePackage,
  ROUTE,
  serve,
} from './common.mjs';

const express = requirePackage('express');
const { PolicyClient } = await load('dist/policy/PolicyClient.js');
const client = new PolicyClient({
  url: opaUrl,
  path: 'customer_records/decision',
  timeoutMs: 5000,
});
const app = express();
app.get(ROUTE, async (_req, res) => {
  const { result } = await client.decide(policyInput());
  res.status(result === 'allow' ? 200 : 503).json(record);
});
serve(app);
