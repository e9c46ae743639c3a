import { planTraffic, summarize, type Caller, type Outcome } from './plan';

const callers: Caller[] = [
  { name: 'ada', role: 'admin', tenantId: 'a' },
  { name: 'vic', role: 'viewer', tenantId: 'b' },
];

it('lets everybody try everything', () => {
  const plan = planTraffic(callers);
  const first = Array.from({ length: 16 }, () => plan.next().value);
  const tried = new Set(
    first.map(
      request => request && `${request.caller.name} ${request.attempt}`,
    ),
  );
  expect(tried.size).toBe(2 * 5);
});

it('sums up by role', () => {
  const outcome = (
    caller: Caller,
    status: number,
    durationMs: number,
  ): Outcome => ({ caller, attempt: 'read', status, durationMs });
  const [ada, vic] = callers;
  expect(
    summarize([
      outcome(vic, 0, 9),
      outcome(ada, 200, 1),
      outcome(ada, 200, 2.26),
      outcome(ada, 403, 3),
      outcome(ada, 200, 40),
    ]),
  ).toEqual([
    {
      role: 'admin',
      requests: 4,
      byStatus: { 200: 3, 403: 1 },
      p50Ms: 2.3,
      p95Ms: 40,
    },
    { role: 'viewer', requests: 1, byStatus: { 0: 1 }, p50Ms: 9, p95Ms: 9 },
  ]);
});
