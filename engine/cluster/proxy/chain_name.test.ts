// Names of chains are hashes: whoever knows the service knows the name.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash16 } from './chain_name.ts';

describe('the name of a chain', () => {
  it.each([
    ['default/nginx-test:80-80tcp', '7CWUT4JBGBRVUN2L'],
    ['default/nginx-test:80-80tcp10.42.1.6:80', 'U2YYZT2C3O6VM4EV'],
    ['kube-system/kube-dns:metricstcp', 'JD5MR3NA4I4DYORP'],
    ['test/pod2-servicetcp', 'OCJIUORDHIMMVHOI'],
    ['default/kubernetes:httpstcp', 'NPX46M4PTMTKRN6Y'],
    ['kube-system/kube-dns:dnsudp', 'TCOU7JCQXEZGVUNU'],
    ['kube-system/kube-dns:dns-tcptcp', 'ERIFXISQEP7F7OF4'],
  ])('of %s ends in %s', (what, name) => {
    expect(hash16(what)).toBe(name);
  });

  it('is base32 of SHA-256, whatever the text', () => {
    const base32 = (octets: Uint8Array) =>
      [...octets]
        .map((octet) => octet.toString(2).padStart(8, '0'))
        .join('')
        .match(/.{5}/g)!
        .map((bits) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(bits, 2)])
        .join('');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (what) => {
        expect(hash16(what)).toBe(base32(createHash('sha256').update(what).digest()).slice(0, 16));
      }),
    );
  });
});
