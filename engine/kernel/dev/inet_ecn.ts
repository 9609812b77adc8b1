// include/net/inet_ecn.h (RFC 3168, RFC 6040): what happens to congestion marks where packets are put into packets.

const INET_ECN_MASK = 3;
const INET_ECN_NOT_ECT = 0;
const INET_ECN_ECT_0 = 2;
const INET_ECN_CE = 3;

/** TOS of the outer header: the inner packet's capability, but not its mark. */
export function INET_ECN_encapsulate(outer: number, inner: number): number {
  const ecn = inner & INET_ECN_MASK;
  return (outer & ~INET_ECN_MASK) | (ecn === INET_ECN_CE ? INET_ECN_ECT_0 : ecn);
}

/** TOS of the inner packet once the outer header is off; null: marked on its way though it cannot carry marks. */
export function IP_ECN_decapsulate(outer: number, inner: number): number | null {
  const marked = (outer & INET_ECN_MASK) === INET_ECN_CE;
  if (!marked) return inner;
  return (inner & INET_ECN_MASK) === INET_ECN_NOT_ECT ? null : inner | INET_ECN_CE;
}
