// Express 5 with a handler, and nothing else.
import { record, requirePackage, ROUTE, serve } from './common.mjs';

const express = requirePackage('express');
const app = express();
app.get(ROUTE, (_req, res) => res.json(record));
serve(app);
