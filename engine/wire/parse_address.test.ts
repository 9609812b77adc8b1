// Which texts are addresses: those that every reader understands in the same way.
import fc from 'fast-check';
import { IPv4, Validator } from 'ip-num';
import { describe, expect, it } from 'vitest';
import { formatIpv4 } from './address.ts';
import { parseCidr, parseIpv4 } from './parse_address.ts';

const address = fc.integer({ min: 0, max: 0xffffffff });

describe('IPv4 addresses as text', () => {
  it('reads what it writes', () => {
    fc.assert(
      fc.property(address, (value) => {
        expect(parseIpv4(formatIpv4(value))).toBe(value);
      }),
    );
  });

  it('reads a prefix with the host bits it has, and a bare address as a /32', () => {
    fc.assert(
      fc.property(address, fc.integer({ min: 0, max: 32 }), (value, length) => {
        expect(parseCidr(`${formatIpv4(value)}/${length}`)).toEqual({ address: value, length });
      }),
    );
    expect(parseCidr('10.42.1.9')).toEqual({ address: 0x0a2a0109, length: 32 });
  });

  it('agrees with ip-num on what is an address, and on which', () => {
    const number = fc
      .oneof(fc.nat(400), fc.constantFrom('', '00', '01', '0x1', ' 1', '-1', '1e1'))
      .map(String);
    fc.assert(
      fc.property(fc.array(number, { minLength: 3, maxLength: 5 }), (numbers) => {
        const text = numbers.join('.');
        const isAddress = Validator.isValidIPv4String(text)[0];
        expect(parseIpv4(text)).toBe(isAddress ? Number(new IPv4(text).getValue()) : undefined);
      }),
    );
  });

  it.each([
    '',
    '10.1',
    '10.0.0.256',
    '010.0.0.1',
    '1.2.3.4 ',
    '+1.2.3.4',
    '1.2.3.4.5',
    '1.2.3.x',
    `${'9'.repeat(99)}.1.1.1`,
  ])('does not take "%s" for an address', (text) => expect(parseIpv4(text)).toBeUndefined());

  it.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/+8', '10.0.0.0/8/8', '/8', '10.0.0/8'])(
    'does not take "%s" for a prefix',
    (text) => expect(parseCidr(text)).toBeUndefined(),
  );
});
