// Frames for tests: any frame that the engine can hold, and frames that Linux 6.18 sent (tcpdump on a veth).
import fc from 'fast-check';
import type { Arp } from './arp.ts';
import { type Data, data } from './data.ts';
import type { Ethernet } from './ethernet.ts';
import type { Frame } from './frame.ts';
import { echo, ICMP_ECHO, ICMP_ECHOREPLY, type Icmp } from './icmp.ts';
import { encodeIpv4, type Ipv4 } from './ipv4.ts';
import type { Tcp } from './tcp.ts';
import type { Udp } from './udp.ts';
import type { Vxlan } from './vxlan.ts';

export const fromHex = (text: string): Uint8Array =>
  Uint8Array.from(text.replaceAll(/\s/g, '').match(/../g) ?? [], (octet) => Number.parseInt(octet, 16));

const octet = fc.integer({ min: 0, max: 0xff });
const word = fc.integer({ min: 0, max: 0xffff });
const address = fc.integer({ min: 0, max: 0xffffffff });
const mac = fc
  .uint8Array({ minLength: 6, maxLength: 6 })
  .map((octets) => Array.from(octets, (each) => each.toString(16).padStart(2, '0')).join(':'));
const bytes = fc.uint8Array({ maxLength: 80 });

const someData: fc.Arbitrary<Data> = bytes.map(data);

export const anyArp: fc.Arbitrary<Arp> = fc.record({
  layer: fc.constant('arp' as const),
  op: word,
  sha: mac,
  spa: address,
  tha: mac,
  tpa: address,
});

const anyEcho: fc.Arbitrary<Icmp> = fc
  .tuple(fc.constantFrom(ICMP_ECHO, ICMP_ECHOREPLY), word, word, bytes)
  .map(([type, id, seq, body]) => echo(type, id, seq, body));

const ports = { sport: word, dport: word, checksummed: fc.boolean() };

const datagram: fc.Arbitrary<Udp> = fc
  .record({ layer: fc.constant('udp' as const), ...ports, payload: someData })
  // Behind a VXLAN port octets may happen to be a VXLAN header; then they are no Data.
  .filter(({ dport, payload }) => payload.bytes[0] !== 0x08 || (dport !== 8472 && dport !== 4789));

const segment: fc.Arbitrary<Tcp> = fc.record({
  layer: fc.constant('tcp' as const),
  sport: word,
  dport: word,
  seq: address,
  ack: address,
  flags: octet,
  window: word,
  options: fc.nat(10).chain((words) => fc.uint8Array({ minLength: words * 4, maxLength: words * 4 })),
  payload: someData,
});

const header = {
  layer: fc.constant('ipv4' as const),
  tos: octet,
  id: word,
  df: fc.boolean(),
  mf: fc.constant(false),
  fragment: fc.constant(0),
  ttl: octet,
  src: address,
  dst: address,
};

const packetOf = (protocol: number, payload: fc.Arbitrary<Ipv4['payload']>): fc.Arbitrary<Ipv4> =>
  fc.record({ ...header, protocol: fc.constant(protocol), payload });

const otherPacket: fc.Arbitrary<Ipv4> = fc.record({
  ...header,
  protocol: octet.filter((protocol) => ![1, 4, 6, 17].includes(protocol)),
  payload: someData,
});

const fragment: fc.Arbitrary<Ipv4> = fc
  .record({
    ...header,
    mf: fc.boolean(),
    fragment: fc.integer({ min: 0, max: 0x1fff }),
    protocol: octet,
    payload: someData,
  })
  .filter((packet) => packet.mf || packet.fragment > 0);

const simplePacket = fc.oneof(
  packetOf(1, anyEcho),
  packetOf(6, segment),
  packetOf(17, datagram),
  otherPacket,
  fragment,
);
const plainPacket = fc.oneof(simplePacket, packetOf(4, simplePacket));

/** Errors about any packet, quoting all of it or its beginning. */
const anyError: fc.Arbitrary<Icmp> = fc
  .tuple(fc.constantFrom(3, 4, 5, 11, 12), octet, address, plainPacket, fc.nat(200))
  .map(([type, code, rest, about, room]) => ({
    layer: 'icmp',
    type,
    code,
    rest,
    body: encodeIpv4(about).slice(0, room),
  }));

const anyPlainPacket = fc.oneof(plainPacket, packetOf(1, anyError));

const frameAround = (packet: fc.Arbitrary<Ipv4>): fc.Arbitrary<Ethernet> =>
  fc.record({
    layer: fc.constant('ethernet' as const),
    dst: mac,
    src: mac,
    type: fc.constant(0x0800),
    payload: packet,
  });

const arpFrame: fc.Arbitrary<Ethernet> = fc.record({
  layer: fc.constant('ethernet' as const),
  dst: mac,
  src: mac,
  type: fc.constant(0x0806),
  payload: anyArp,
});

const otherFrame: fc.Arbitrary<Ethernet> = fc.record({
  layer: fc.constant('ethernet' as const),
  dst: mac,
  src: mac,
  type: word.filter((type) => type !== 0x0800 && type !== 0x0806),
  payload: someData,
});

const plainFrame = fc.oneof(frameAround(anyPlainPacket), arpFrame, otherFrame);

const tunnel: fc.Arbitrary<Vxlan> = fc.record({
  layer: fc.constant('vxlan' as const),
  vni: fc.integer({ min: 0, max: 0xffffff }),
  payload: plainFrame,
});

const outerPacket = packetOf(
  17,
  fc.record({
    layer: fc.constant('udp' as const),
    ...ports,
    dport: fc.constantFrom(8472, 4789),
    payload: tunnel,
  }),
);

export const anyPacket: fc.Arbitrary<Ipv4> = fc.oneof(anyPlainPacket, outerPacket);
export const anyEthernet: fc.Arbitrary<Ethernet> = fc.oneof(plainFrame, frameAround(outerPacket));
export const anyFrame: fc.Arbitrary<Frame> = fc.oneof(anyEthernet, anyPacket, anyArp);

/** What the kernel sent, by what it is. */
export const CAPTURED = {
  'ARP request': '020000000102020000000101080600010800060400010200000001010a4d01010000000000000a4d0102',
  'ARP reply': '020000000101020000000102080600010800060400020200000001020a4d01020200000001010a4d0101',
  'echo request': `020000000101020000000102080045000054367540004001ec960a4d01020a4d02020800bbc722100001eef1006b0000000060f70b0000000000
    101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637`,
  'VXLAN with ARP': `02000000010102000000010208004500004e674500004011fbbc0a4d01020a4d0202dc902118003a00000800000000000100
    ffffffffffff02000000090108060001080006040001020000000901c0a80901000000000000c0a80902`,
  'VXLAN with echo request': `020000000101020000000102080045000086674600004011fb830a4d01020a4d0202d9a72118007200000800000000000100
    020000000902020000000901080045000054c13640004001e61ec0a80901c0a809020800dbb922110001eef1006b0000000040040c0000000000
    101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637`,
  'time exceeded': `020000000102020000000101080045c000709edd00004001c4530a4d01010a4d01020b00f4ff00000000
    450000543677400001012b950a4d01020a4d02020800b9aa22120001eef1006b0000000062120c0000000000
    101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637`,
  'port unreachable': `020000000102020000000101080045c000407a5800003f01e9070a4d02020a4d010203039c2c00000000
    45000024674d40003f11bcde0a4d01020a4d02029c400009001017bf686f7073636f7065`,
} as const;

/** A UDP datagram whose checksum field holds only the pseudo header's sum, for a device to finish. */
export const CAPTURED_OFFLOADED =
  '020000000101020000000102080045000024674d40004011bbde0a4d01020a4d02029c400009001017bf686f7073636f7065';
