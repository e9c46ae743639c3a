import { screen } from '@testing-library/react';
import { renderTestApp } from '@backstage/frontend-test-utils';
import type { DecisionPolicy } from '@companyos/plugin-decision-log-common';
import {
  away,
  decisionLogApiMock,
  denied,
  details,
  forever,
  httpError,
} from '../../__testUtils__/decisionLog';
import { decisionLogPage, findSubPage } from '../../plugin';

type Api = NonNullable<Parameters<typeof decisionLogApiMock>[0]>;

const noPolicy = async (): Promise<DecisionPolicy> => ({
  state: 'none',
  code: 'NOT_A_COMMIT',
  reason: "The revision 'v1' is no commit",
});

function show(api: Api, config: Record<string, string> = {}) {
  renderTestApp({
    extensions: [decisionLogPage, findSubPage],
    initialRouteEntries: ['/decision-log/find/d-1'],
    config: { decisionLog: config },
    apis: [
      decisionLogApiMock({
        getDecision: async () => details(),
        getPolicy: noPolicy,
        ...api,
      }),
    ],
  });
}

it.each([
  [forever, 'Loading the decision'],
  [away, 'the database is away'],
  [denied, 'You may not see the decision'],
  [
    async () => Promise.reject(httpError(404, 'none')),
    'There is no such decision',
  ],
])('has a state for each answer: %#', async (getDecision, text) => {
  show({ getDecision });
  expect(await screen.findByText(text)).toBeInTheDocument();
});

it('says what was asked, what came of it, by which revision, and how long it took', async () => {
  show({});
  expect(
    await screen.findByText('The policy of crm denied this.'),
  ).toBeVisible();
  expect(screen.getByText('authz: f6520129')).toBeVisible();
  expect(screen.getByText('redact_fields')).toBeVisible();
  expect(screen.getByText('evaluation 1.23 ms')).toBeVisible();
  expect(screen.getByText('1.22.2, opa-1')).toBeVisible();
  expect(screen.getByRole('region', { name: 'Input' })).toHaveTextContent(
    'ada',
  );
  expect(screen.getByRole('region', { name: 'Result' })).toHaveTextContent(
    'tenant_mismatch',
  );
  expect(
    screen.getByRole('link', { name: 'All decisions of crm' }),
  ).toHaveAttribute('href', '/catalog/default/component/crm/decisions');
});

it('leads to the trace where there is a place for traces, and else names it', async () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  show({}, { traceUrl: 'https://traces.example.com/trace/{traceId}' });
  expect(await screen.findByRole('link', { name: trace })).toHaveAttribute(
    'href',
    `https://traces.example.com/trace/${trace}`,
  );
});

it('shows nothing of what was asked to who may not see it', async () => {
  show({
    getDecision: async () =>
      details({
        inputs: 'hidden',
        event: { ...details().event, input: undefined },
      }),
  });
  expect(await screen.findByText(/^Hidden from you/)).toBeVisible();
  expect(screen.queryByRole('region', { name: 'Input' })).toBeNull();
});

it('shows whatever an event has, and breaks at nothing', async () => {
  show({
    getDecision: async () =>
      details({
        entityRef: undefined,
        result: 'error',
        event: {
          labels: [],
          bundles: 'x',
          metrics: { counter: 1 },
          error: { code: 'eval_error' },
          erased: ['/input/email'],
        },
      }),
  });
  expect(await screen.findByText(/could not be evaluated/)).toBeVisible();
  expect(screen.getByText(/^Not reported/)).toBeVisible();
  expect(screen.getByText('/input/email')).toBeVisible();
});

describe('the policy that decided', () => {
  it.each([
    [forever, 'Loading the policy'],
    [away, 'the database is away'],
    [denied, 'You may not see the policy'],
    [noPolicy, "The revision 'v1' is no commit."],
  ])('has a state for each answer: %#', async (getPolicy, text) => {
    show({ getPolicy });
    expect(await screen.findByText(text)).toBeInTheDocument();
  });

  it('is shown as it was, with the records behind it', async () => {
    show({
      getPolicy: async () => ({
        state: 'found',
        commit: '3f9ac21e'.padEnd(40, '0'),
        package: 'crm',
        files: [
          {
            path: 'policy/crm.rego',
            url: 'http://localhost:7007/api/local-git/repos/crm/tree/3f9a/policy/crm.rego',
            text: 'package crm',
          },
        ],
        records: [{ ref: 'ADR-011' }, { ref: 'ftp://x/adr/1.md' }],
      }),
    });
    expect(
      await screen.findByRole('region', { name: 'policy/crm.rego' }),
    ).toHaveTextContent('package crm');
    expect(screen.getByText('Package crm at commit 3f9ac21e.')).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'policy/crm.rego' }),
    ).toHaveAttribute('href', '/repositories/crm/blob/3f9a/policy/crm.rego');
    expect(screen.getByRole('link', { name: 'ADR-011' })).toHaveAttribute(
      'href',
      '/adrs?query=ADR-011',
    );
    expect(screen.queryByRole('link', { name: /ftp/ })).toBeNull();
  });
});
