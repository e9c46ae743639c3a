/** What an expression may read: `github`, `inputs`, `vars`, `secrets`, `steps`. */
export type Contexts = Record<string, unknown>;

/** Whether what came before has succeeded, failed or was stopped. */
export type Status = 'success' | 'failure' | 'cancelled';

const tokens =
  /\s*(?:(?<text>'(?:[^']|'')*')|(?<operator>&&|\|\||==|!=|[!()])|(?<name>[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*))/y;

type Token = { kind: 'text' | 'operator' | 'name'; value: string };

/**
 * Evaluates an expression of a workflow as GitHub does, as far as our workflows use its language. Anything else is an
 * error, so that nobody writes what is not tested.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
 */
export function evaluate(
  expression: string,
  contexts: Contexts,
  status: Status,
): unknown {
  const rest = tokenize(expression);
  const next = (...values: string[]) => {
    const [token] = rest;
    if (token?.kind !== 'operator' || !values.includes(token.value))
      return undefined;
    rest.shift();
    return token.value;
  };

  function or(): unknown {
    let left = and();
    while (next('||')) {
      const right = and();
      left = isTrue(left) ? left : right;
    }
    return left;
  }
  function and(): unknown {
    let left = equality();
    while (next('&&')) {
      const right = equality();
      left = isTrue(left) ? right : left;
    }
    return left;
  }
  function equality(): unknown {
    const left = unary();
    const operator = next('==', '!=');
    if (!operator) return left;
    const same = textOf(left) === textOf(unary());
    return operator === '==' ? same : !same;
  }
  function unary(): unknown {
    if (next('!')) return !isTrue(unary());
    if (next('(')) {
      const inner = or();
      if (!next(')')) throw new Error(`'${expression}' lacks a parenthesis`);
      return inner;
    }
    const token = rest.shift();
    if (token?.kind === 'text')
      return token.value.slice(1, -1).replaceAll("''", "'");
    if (token?.kind !== 'name')
      throw new Error(`'${expression}' cannot be read`);
    if (!next('(')) return lookUp(token.value, contexts);
    if (!next(')'))
      throw new Error(`'${token.value}' with arguments is not known here`);
    return statusFunction(token.value, status);
  }

  const value = or();
  if (rest.length > 0) throw new Error(`'${expression}' cannot be read`);
  return value;
}

/** Evaluates the condition of a job or a step, which asks for success unless it asks for a status itself. */
export function isWanted(
  condition: string | undefined,
  contexts: Contexts,
  status: Status,
): boolean {
  if (condition === undefined) return status === 'success';
  const expression = condition.replace(/^\$\{\{(.*)\}\}$/s, '$1').trim();
  const asksForStatus = /\b(always|success|failure|cancelled)\(\)/;
  return (
    (asksForStatus.test(expression) || status === 'success') &&
    isTrue(evaluate(expression, contexts, status))
  );
}

/** Puts values in the place of all expressions of a text. */
export function interpolate(
  text: string,
  contexts: Contexts,
  status: Status,
): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression) =>
    textOf(evaluate(expression.trim(), contexts, status)),
  );
}

function tokenize(expression: string): Token[] {
  const found: Token[] = [];
  tokens.lastIndex = 0;
  while (tokens.lastIndex < expression.trimEnd().length) {
    const match = tokens.exec(expression);
    const [kind, value] =
      Object.entries(match?.groups ?? {}).find(([, text]) => text) ?? [];
    if (!kind || !value)
      throw new Error(`'${expression}' has something that is not known here`);
    found.push({ kind: kind as Token['kind'], value });
  }
  return found;
}

function statusFunction(name: string, status: Status): boolean {
  if (name === 'always') return true;
  if (['success', 'failure', 'cancelled'].includes(name))
    return name === status;
  throw new Error(`The function '${name}' is not known here`);
}

// What people set is nothing where they have not set it; everything else has to be there.
const optional = ['vars', 'secrets', 'steps'];

function lookUp(name: string, contexts: Contexts): unknown {
  const [root, ...path] = name.split('.');
  if (path.length === 0 && ['true', 'false'].includes(root))
    return root === 'true';
  let value: unknown = contexts[root];
  for (const key of path)
    value = (value as Record<string, unknown> | undefined)?.[key];
  if (value === undefined && !optional.includes(root))
    throw new Error(`'${name}' is not known here`);
  return value;
}

function isTrue(value: unknown): boolean {
  return Boolean(value);
}

/** Comparisons ignore upper and lower case on GitHub; ours compare what has no such difference. */
function textOf(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}
