import { candidateOf, eventText } from './__testUtils__/policies';
import { replay } from './replay';

jest.setTimeout(60_000);

it('asks the clock what it said then, else when the decision was', async () => {
  const candidate = await candidateOf(`package pay
decision := {"allow": true, "at": time.now_ns()}
still := true`);
  const outcome = await replay({
    candidate,
    events: [
      eventText({ result: { allow: true, at: 0 } }).replace(
        '"at":0',
        '"at":1795600800123456789',
      ),
      eventText({
        nd_builtin_cache: { 'time.now_ns': { '[]': 5 } },
        result: { allow: true, at: 5 },
      }),
      eventText({ path: 'pay/still', result: true }),
    ],
  });
  expect(outcome).toMatchObject({
    replayed: 3,
    same: 3,
    clock: { logged: 1, event: 1 },
  });
});

it('counts what reaches other answers that were not logged, path by path', async () => {
  const candidate = await candidateOf(`package pay
decision := {"allow": dice} if input.x
dice if rand.intn("x", 2) == 1
plain := true`);
  const outcome = await replay({
    candidate,
    events: [
      eventText(),
      eventText({ nd_builtin_cache: {} }),
      eventText({ path: 'pay/plain', result: true }),
    ],
  });
  expect(outcome).toMatchObject({
    replayed: 1,
    notReplayed: [{ code: 'NON_DETERMINISTIC', detail: 'rand.intn', count: 2 }],
  });
});

it('uses answers that were logged, and none for a question that was not asked then', async () => {
  const candidate = await candidateOf(`package pay
decision := {"allow": answer.ok} if answer := http.send({"method": "get", "url": input.url}).body
`);
  const logged = {
    'http.send': {
      '[{"method":"get","url":"http://a"}]': { body: { ok: true } },
    },
  };
  const of = (url: string) =>
    eventText({
      input: { url },
      nd_builtin_cache: logged,
      result: { allow: true },
    });
  const outcome = await replay({
    candidate,
    events: [of('http://a'), of('http://b'), of('http://a')],
  });
  expect(outcome).toMatchObject({
    same: 2,
    notReplayed: [{ code: 'NON_DETERMINISTIC', detail: 'http.send', count: 1 }],
  });
});
