// RFC 1035 Domain names, message format: one question, and at most one address for an answer. The payload of a datagram.
import { ok, problem, type Result } from '../problem.ts';
import type { Ipv4Address } from './address.ts';
import { viewOf } from './header.ts';

const HLEN = 12;
export const DNS_A = 1;
export const DNS_AAAA = 28;
const CLASS_IN = 1;
export const DNS_NXDOMAIN = 3;
const TTL = 30;
/** Response, authoritative, recursion desired and available. */
const ANSWER_FLAGS = 0x8580;
const QUERY_FLAGS = 0x0100;
/** RFC 6891: the OPT record with an empty client cookie (RFC 7873), as dig sends it. */
const EDNS_LENGTH = 23;

export interface DnsMessage {
  readonly id: number;
  readonly response: boolean;
  /** RCODE: 0 no error, 3 no such name. */
  readonly rcode: number;
  readonly name: string;
  readonly type: number;
  readonly address: Ipv4Address | null;
}

function encodeName(name: string): number[] {
  const labels = name.split('.').filter((label) => label !== '');
  return [...labels.flatMap((label) => [label.length, ...new TextEncoder().encode(label)]), 0];
}

/** A name fits when each label has at most 63 octets and all of it 255. */
export function isDnsName(name: string): boolean {
  return /^[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?$/.test(name) && name.length < 254;
}

export function encodeDnsQuery(id: number, name: string, type: number, edns: boolean): Uint8Array {
  const question = [...encodeName(name), 0, type, 0, CLASS_IN];
  const bytes = new Uint8Array(HLEN + question.length + (edns ? EDNS_LENGTH : 0));
  const view = viewOf(bytes);
  view.setUint16(0, id);
  view.setUint16(2, edns ? QUERY_FLAGS | 0x20 : QUERY_FLAGS);
  view.setUint16(4, 1);
  bytes.set(question, HLEN);
  if (!edns) return bytes;
  view.setUint16(10, 1);
  // Root name, type OPT, 1232 octets, no flags, 12 octets of options: a cookie of 8.
  bytes.set([0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 12, 0, 10, 0, 8], HLEN + question.length);
  return bytes;
}

/** The answer to a question: an address, nothing of that type (null), or no such name (undefined). */
export function encodeDnsAnswer(question: DnsMessage, address: Ipv4Address | null | undefined): Uint8Array {
  const asked = [...encodeName(question.name), 0, question.type, 0, CLASS_IN];
  // The answer's name is a pointer to the question's.
  const record =
    address == null
      ? []
      : [
          0xc0,
          HLEN,
          0,
          DNS_A,
          0,
          CLASS_IN,
          0,
          0,
          0,
          TTL,
          0,
          4,
          ...[24, 16, 8, 0].map((bits) => (address >>> bits) & 0xff),
        ];
  const bytes = new Uint8Array(HLEN + asked.length + record.length);
  const view = viewOf(bytes);
  view.setUint16(0, question.id);
  view.setUint16(2, ANSWER_FLAGS | (address === undefined ? DNS_NXDOMAIN : 0));
  view.setUint16(4, 1);
  view.setUint16(6, address == null ? 0 : 1);
  bytes.set([...asked, ...record], HLEN);
  return bytes;
}

export function decodeDns(bytes: Uint8Array): Result<DnsMessage> {
  if (bytes.length < HLEN) return problem('DNS header', `found ${bytes.length} octets`, `${HLEN}`);
  const view = viewOf(bytes);
  const labels: string[] = [];
  let at = HLEN;
  while (at < bytes.length && bytes[at] !== 0) {
    const length = bytes[at]!;
    if (length > 63 || at + length >= bytes.length) return problem('DNS question', 'a label does not end');
    labels.push(new TextDecoder().decode(bytes.subarray(at + 1, at + 1 + length)));
    at += 1 + length;
  }
  if (view.getUint16(4) !== 1 || at + 5 > bytes.length)
    return problem('DNS question', 'there is not exactly one');
  const flags = view.getUint16(2);
  const type = view.getUint16(at + 1);
  const answers = view.getUint16(6);
  const record = at + 5;
  const hasAddress = answers === 1 && record + 16 <= bytes.length && view.getUint16(record + 2) === DNS_A;
  return ok({
    id: view.getUint16(0),
    response: (flags & 0x8000) !== 0,
    rcode: flags & 0x0f,
    name: labels.join('.'),
    type,
    address: hasAddress ? view.getUint32(record + 12) : null,
  });
}
