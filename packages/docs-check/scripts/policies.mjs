// Makes what policies and their documentation share, so that both say the same:
//
//   policies/lib/step_up/data.json      from the tables of docs/policies/step-up.md
//   docs/policies/customer-records.md   its table of cases, from the cases that the policy is tested with
//   docs/policies/vulnerability-gate.md its tables, from the data and the cases of policies/release
//
//   node packages/docs-check/scripts/policies.mjs            say which of them is out of date
//   node packages/docs-check/scripts/policies.mjs --write    write them
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';

const root = path.resolve(fileURLToPath(import.meta.url), '../../../..');
const read = file => readFileSync(path.join(root, file), 'utf8');

/** Rows of the table whose first column has this title, as lists of cells without code marks. */
function table(text, title) {
  const lines = text.split('\n');
  const start = lines.findIndex(line =>
    line.replace(/\s/g, '').startsWith(`|${title}|`),
  );
  if (start === -1) throw new Error(`There is no table '${title}'.`);
  const rows = lines.slice(start + 2);
  const end = rows.findIndex(line => !line.startsWith('|'));
  return rows.slice(0, end).map(row =>
    row
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim().replaceAll('`', '')),
  );
}

function stepUp() {
  const text = read('docs/policies/step-up.md');
  const levels = table(text, 'level').map(([, acr]) => acr);
  const actions = table(text, 'action').map(
    ([action, where, when, level, maxAge]) => {
      const acr = levels[Number(level) - 1];
      if (!acr) throw new Error(`${action}: there is no level '${level}'.`);
      return [action, { where, when, acr, max_age: Number(maxAge) }];
    },
  );
  return JSON.stringify({ levels, actions: Object.fromEntries(actions) });
}

function describe({ reason, obligations, step_up: stepUpTo }) {
  if (stepUpTo) {
    const [lowest] = stepUpTo.acr_values;
    return `\`${reason}\`: \`${lowest}\` within ${stepUpTo.max_age} s`;
  }
  const duties = obligations.map(duty =>
    duty.type === 'restrict'
      ? `up to ${duty.data_access_level}`
      : `without ${duty.fields.map(field => `\`${field}\``).join(', ')}`,
  );
  return [`\`${reason}\``, ...duties].join(', ');
}

/** A page with what stands between two marks written anew. */
function between(page, mark, text) {
  const marks = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
  const [before, rest] = page.split(marks[0]);
  const after = rest.split(marks[1])[1];
  return [before, marks[0], `\n\n${text}\n\n`, marks[1], after].join('');
}

function tableOf(titles, rows) {
  const lines = [titles, titles.map(() => '---'), ...rows];
  return lines.map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

function customerRecords(page) {
  const { cases } = JSON.parse(
    read(
      'templates/service-api/skeleton/policy/customer_records/testdata/cases.json',
    ),
  );
  const rows = cases.map(({ title, decision }) => [
    title,
    decision.allow ? 'yes' : 'no',
    describe(decision),
  ]);
  return between(page, 'cases', tableOf(['Case', 'Allowed', 'Answer'], rows));
}

const code = text => `\`${text}\``;

function releaseGate(page) {
  const {
    environments,
    tools,
    max_exception_days: days,
  } = JSON.parse(read('policies/release/data.json'));
  const { cases } = JSON.parse(read('policies/release/testdata/cases.json'));
  const each = value => Object.values(environments).map(value);
  const levels = Object.keys(days).map(level => [
    `${level} findings`,
    ...each(({ limits }) => limits[level] ?? 'any number'),
  ]);
  const names = [...new Set(each(({ statements }) => statements).flat())].map(
    name => [
      code(name),
      ...each(({ statements }) =>
        statements.includes(name) ? 'required' : '–',
      ),
    ],
  );
  const wanted = [
    ...levels,
    ...names,
    ['signed by', ...each(({ purposes }) => purposes.join(' or '))],
    ['scan at most', ...each(one => `${one.max_scan_age_days} days old`)],
    [
      'advisories at most',
      ...each(one => `${one.max_database_age_days} days old`),
    ],
  ];
  const byTool = Object.entries(tools).map(([name, known]) => [
    code(name),
    known.map(code).join(' or '),
  ]);
  const rows = cases.map(({ title, decision: { allow, violations } }) => {
    const codes = [...new Set(violations.map(one => code(one.code)))];
    return [title, allow ? 'yes' : 'no', codes.join(', ')];
  });
  const parts = {
    environments: tableOf(['', ...Object.keys(environments)], wanted),
    tools: tableOf(['Statement', 'Made with'], byTool),
    exceptions: tableOf(
      ['Level', 'At most'],
      Object.entries(days).map(([level, most]) => [level, `${most} days`]),
    ),
    cases: tableOf(['Case', 'Allowed', 'Because of'], rows),
  };
  return Object.entries(parts).reduce(
    (made, [mark, text]) => between(made, mark, text),
    page,
  );
}

const pages = {
  'docs/policies/customer-records.md': customerRecords,
  'docs/policies/vulnerability-gate.md': releaseGate,
};
const made = {
  'policies/lib/step_up/data.json': ['json', stepUp()],
  ...Object.fromEntries(
    Object.entries(pages).map(([page, write]) => [
      page,
      ['markdown', write(read(page))],
    ]),
  ),
};

const options = await prettier.resolveConfig(fileURLToPath(import.meta.url));
for (const [file, [parser, text]] of Object.entries(made)) {
  const wanted = prettier.format(text, { ...options, parser });
  if (wanted === read(file)) continue;
  if (process.argv.includes('--write')) {
    writeFileSync(path.join(root, file), wanted);
  } else {
    process.stderr.write(
      `${file} is out of date: node packages/docs-check/scripts/policies.mjs --write\n`,
    );
    process.exitCode = 1;
  }
}
