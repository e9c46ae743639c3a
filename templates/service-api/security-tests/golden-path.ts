// What each rule of skeleton/security/semgrep/golden-path.yaml has to find, and what it has to leave alone. This file is
// analysed and never run.
async function sql(database, name, names) {
  // ruleid: sql-from-parts
  await database.query(`SELECT * FROM customers WHERE name = '${name}'`);
  // ruleid: sql-from-parts
  await database.query("SELECT * FROM customers WHERE name = '" + name + "'");
  // ruleid: sql-from-parts
  await database.query({ name: 'find', text: `SELECT ${names}` });
  // ok: sql-from-parts
  await database.query('SELECT * FROM customers WHERE name = $1', [name]);
  // ok: sql-from-parts
  await database.query({ text: 'SELECT 1', values: [name] });
}

function commands(name) {
  // ruleid: command-from-parts
  exec(`git log ${name}`);
  // ruleid: command-from-parts
  execSync(name);
  // ruleid: command-from-parts
  childProcess.execSync('git log ' + name);
  // ruleid: command-from-parts
  spawn('git', ['log', name], { stdio: 'inherit', shell: true });
  // ok: command-from-parts
  execSync('git status');
  // ok: command-from-parts
  execFile('git', ['log', name]);
  // ok: command-from-parts
  spawn('git', ['log', name], { stdio: 'inherit' });
}

function code(text) {
  // ruleid: code-from-text
  eval(text);
  // ruleid: code-from-text
  const compiled = new Function('row', text);
  // ruleid: code-from-text
  vm.runInThisContext(text);
  // ok: code-from-text
  const parsed = JSON.parse(text);
  return { compiled, parsed };
}

function connections(ca) {
  // ruleid: certificate-not-checked
  const careless = new Pool({ ssl: { ca, rejectUnauthorized: false } });
  // ruleid: certificate-not-checked
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  // ok: certificate-not-checked
  const careful = new Pool({ ssl: { ca, rejectUnauthorized: true } });
  return { careless, careful };
}

async function tokens(token, keys) {
  // ruleid: token-not-verified
  const believed = decodeJwt(token);
  // ok: token-not-verified
  const proven = await jwtVerify(token, keys);
  return { believed, proven };
}

function hashes(text) {
  // ruleid: weak-hash
  const forged = createHash('md5').update(text);
  // ruleid: weak-hash
  const old = crypto.createHmac('SHA1', text);
  // ok: weak-hash
  const sound = createHash('sha256').update(text);
  return { forged, old, sound };
}

function files(request, response) {
  // ruleid: file-named-by-request
  readFileSync(request.params.file);
  const name = `reports/${request.query.name}`;
  // ruleid: file-named-by-request
  response.sendFile(name);
  // ok: file-named-by-request
  readFileSync(reports.get('monthly'));
}

async function addresses(request, response) {
  // ruleid: address-named-by-request
  await fetch(request.body.callback);
  // ruleid: address-named-by-request
  response.redirect(request.query.next);
  // ok: address-named-by-request
  await fetch(config.opaUrl, { body: JSON.stringify(request.body) });
}

function logs(request) {
  // ruleid: credential-in-log
  logger.info({ token: request.headers.authorization }, 'called');
  // ruleid: credential-in-log
  logger.debug({ headers: request.headers }, 'called');
  // ok: credential-in-log
  logger.info({ subject: request.subject }, 'called');
}

function random() {
  // ruleid: guessable-random
  const token = Math.random().toString(36);
  // ok: guessable-random
  const id = randomUUID();
  return { token, id };
}
