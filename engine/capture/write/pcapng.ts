// pcapng (draft-ietf-opsawg-pcapng): what tcpdump would have seen, one interface for each device.
import type { Trace, TraceEvent } from '../../trace/events.ts';
import type { Outline } from '../../trace/outline.ts';
import { isRaw, isSighting } from '../../trace/sightings.ts';
import { encodeFrame } from '../../wire/frame.ts';

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const LINKTYPE_ETHERNET = 1;
/** A packet without a link header. */
const LINKTYPE_RAW = 101;
const SECTION_LENGTH_UNKNOWN = 0xffffffff;

// Option codes.
const SHB_USERAPPL = 4;
const IF_NAME = 2;
const IF_TSRESOL = 9;
const EPB_FLAGS = 2;

/** Time stamps are in microseconds. */
const TSRESOL_MICROSECONDS = 6;
const INBOUND = 1;
const OUTBOUND = 2;

export function pcapng(trace: Trace, outline: Outline): Uint8Array {
  const seen = trace.events.filter((event) => isSighting(event, outline));
  const devices = [...new Set(seen.map((event) => event.dev))].sort((a, b) => a - b);
  const interfaces = new Map(devices.map((device, index) => [device, index]));
  const blocks = [
    sectionHeader(),
    ...devices.map((device) =>
      interfaceDescription(
        nameOf(outline, device),
        isRaw(outline, device) ? LINKTYPE_RAW : LINKTYPE_ETHERNET,
      ),
    ),
  ];
  for (const event of seen) blocks.push(enhancedPacket(event, interfaces.get(event.dev)!));
  return concat(blocks);
}

function nameOf(outline: Outline, device: number): string {
  const { name, ns } = outline.devices[device]!;
  return `${outline.namespaces[ns]!.name}:${name}`;
}

function sectionHeader(): Uint8Array {
  const body = new Uint8Array(16);
  const view = new DataView(body.buffer);
  view.setUint32(0, BYTE_ORDER_MAGIC, true);
  view.setUint16(4, 1, true);
  view.setUint32(8, SECTION_LENGTH_UNKNOWN, true);
  view.setUint32(12, SECTION_LENGTH_UNKNOWN, true);
  return block(SECTION_HEADER, body, [option(SHB_USERAPPL, text('hopscope'))]);
}

function interfaceDescription(name: string, linktype: number): Uint8Array {
  const body = new Uint8Array(8);
  new DataView(body.buffer).setUint16(0, linktype, true);
  return block(INTERFACE_DESCRIPTION, body, [
    option(IF_NAME, text(name)),
    option(IF_TSRESOL, Uint8Array.of(TSRESOL_MICROSECONDS)),
  ]);
}

function enhancedPacket({ frame, time, did }: TraceEvent, interfaceId: number): Uint8Array {
  if (!frame) throw new Error('nothing was seen');
  const bytes = encodeFrame(frame);
  const body = new Uint8Array(20 + padded(bytes.length));
  const view = new DataView(body.buffer);
  view.setUint32(0, interfaceId, true);
  view.setUint32(4, Math.floor(time / 2 ** 32), true);
  view.setUint32(8, time >>> 0, true);
  view.setUint32(12, bytes.length, true);
  view.setUint32(16, bytes.length, true);
  body.set(bytes, 20);
  const flags = new Uint8Array(4);
  new DataView(flags.buffer).setUint32(0, did.kind === 'receive' ? INBOUND : OUTBOUND, true);
  return block(ENHANCED_PACKET, body, [option(EPB_FLAGS, flags)]);
}

/** Type, total length, body, options, total length again; everything a multiple of four octets. */
function block(type: number, body: Uint8Array, options: readonly Uint8Array[]): Uint8Array {
  const parts = [body, ...options, ...(options.length > 0 ? [new Uint8Array(4)] : [])];
  const length = 12 + parts.reduce((sum, part) => sum + part.length, 0);
  const head = new Uint8Array(8);
  const tail = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, type, true);
  new DataView(head.buffer).setUint32(4, length, true);
  new DataView(tail.buffer).setUint32(0, length, true);
  return concat([head, ...parts, tail]);
}

function option(code: number, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + padded(value.length));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, code, true);
  view.setUint16(2, value.length, true);
  bytes.set(value, 4);
  return bytes;
}

const padded = (length: number) => (length + 3) & ~3;
const text = (value: string) => new TextEncoder().encode(value);

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
