// A bare handler that asks through undici's pool, with a deadline and nothing else.
import {
  opaUrl,
  policyInput,
  record,
  requirePackage,
  ROUTE,
  serve,
} from './common.mjs';

const express = requirePackage('express');
const { Pool } = requirePackage('undici');
const pool = new Pool(opaUrl, { connections: 32 });
const app = express();
app.get(ROUTE, async (_req, res) => {
  const answer = await pool.request({
    path: '/v1/data/customer_records/decision',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ input: policyInput() }),
    signal: AbortSignal.timeout(5000),
  });
  const { result } = await answer.body.json();
  res.status(result.allow ? 200 : 503).json(record);
});
serve(app);
