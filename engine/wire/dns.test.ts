// Questions and answers of the DNS as nslookup and dig send them and a server answers.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DNS_A, DNS_AAAA, decodeDns, encodeDnsAnswer, encodeDnsQuery, isDnsName } from './dns.ts';

const label = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
const name = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.'));

describe('DNS messages', () => {
  it('decode undoes encode, for questions with and without EDNS and for every kind of answer', () => {
    const address = fc.oneof(
      fc.integer({ min: 0, max: 0xffffffff }),
      fc.constant(null),
      fc.constant(undefined),
    );
    fc.assert(
      fc.property(
        fc.nat(0xffff),
        name,
        fc.constantFrom(DNS_A, DNS_AAAA),
        fc.boolean(),
        address,
        (id, asked, type, edns, found) => {
          const question = decodeDns(encodeDnsQuery(id, asked, type, edns));
          expect(question).toMatchObject({ ok: true, value: { id, name: asked, type, response: false } });
          if (!question.ok) return;
          const answer = decodeDns(encodeDnsAnswer(question.value, found));
          const rcode = found === undefined ? 3 : 0;
          expect(answer).toEqual({
            ok: true,
            value: { id, response: true, rcode, name: asked, type, address: found ?? null },
          });
        },
      ),
    );
  });

  it('has the lengths that tools send: 27 octets for a.example, 50 with EDNS and a cookie', () => {
    expect(encodeDnsQuery(1, 'a.example', DNS_A, false)).toHaveLength(27);
    expect(encodeDnsQuery(1, 'a.example', DNS_A, true)).toHaveLength(50);
  });

  it('takes octets that end too early for what they are: no message', () => {
    const whole = encodeDnsQuery(7, 'kubernetes.default', DNS_A, false);
    for (let length = 0; length < whole.length; length++)
      expect(decodeDns(whole.subarray(0, length)).ok).toBe(false);
  });

  it('knows what can be a name', () => {
    expect(isDnsName('my-service.default.svc.cluster.local')).toBe(true);
    for (const text of ['', '..', 'a b', `${'x'.repeat(64)}.y`]) expect(isDnsName(text)).toBe(false);
  });
});
