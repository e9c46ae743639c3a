import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Identity } from '../../src/identity/identity.ts';
import { VerifiedTokens } from '../../src/identity/VerifiedTokens.ts';

function identity(id: string): Identity {
  return {
    subject: {
      type: 'service',
      id,
      issuer: 'https://login.companyos.example',
      subject: id,
      tenant_id: null,
      role: 'reader',
      groups: [],
      data_access_level: 'internal',
    },
    authentication: {},
  };
}

test('a token is known for a minute, and no longer than it is valid', () => {
  const tokens = new VerifiedTokens();
  const now = 1_000_000;
  const [long, short] = [identity('long'), identity('short')];
  tokens.remember('a.b.c', long, now + 900_000, now);
  tokens.remember('d.e.f', short, now + 5000, now);
  assert.equal(tokens.find('a.b.c', now + 59_999), long);
  assert.equal(tokens.find('a.b.c', now + 60_000), undefined);
  assert.equal(tokens.find('d.e.f', now + 4999), short);
  assert.equal(tokens.find('d.e.f', now + 5000), undefined);
  assert.equal(tokens.find('a.b.x', now), undefined);
});

test('the oldest token is forgotten when there are too many', () => {
  const tokens = new VerifiedTokens();
  for (let number = 0; number <= 1000; number += 1) {
    tokens.remember(`token-${number}`, identity(`s${number}`), 60_000, 0);
  }
  assert.equal(tokens.find('token-0', 1), undefined);
  assert.equal(tokens.find('token-1', 1)?.subject.id, 's1');
  assert.equal(tokens.find('token-1000', 1)?.subject.id, 's1000');
});
