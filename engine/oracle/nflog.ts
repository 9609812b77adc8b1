// include/uapi/linux/netfilter/nfnetlink_log.h: a logged packet as tcpdump -i nflog captures it, a list of attributes.

const NFULA_MARK = 2;
const NFULA_IFINDEX_INDEV = 4;
const NFULA_IFINDEX_OUTDEV = 5;
const NFULA_IFINDEX_PHYSINDEV = 6;
const NFULA_IFINDEX_PHYSOUTDEV = 7;
const NFULA_PAYLOAD = 9;
const NFULA_PREFIX = 10;
const NFULA_UID = 11;
const NFULA_HWHEADER = 16;
const LINK_HEADER = 4;

export interface Logged {
  /** `TRACE: raw:PREROUTING:policy:2` */
  readonly prefix: string;
  /** ifindexes; 0 where there is none. */
  readonly in: number;
  readonly out: number;
  readonly physin: number;
  readonly physout: number;
  readonly mark: number;
  readonly uid: number | null;
  /** The link header, if the kernel still has it. */
  readonly header: Uint8Array | null;
  /** The packet from its IPv4 header on. */
  readonly packet: Uint8Array;
}

function attributes(bytes: Uint8Array): Map<number, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = new Map<number, Uint8Array>();
  let at = LINK_HEADER;
  while (at + 4 <= bytes.length) {
    // Lengths and types are in the writer's order; every machine we can run on is little-endian.
    const length = view.getUint16(at, true);
    if (length < 4) break;
    found.set(view.getUint16(at + 2, true), bytes.subarray(at + 4, at + length));
    at += (length + 3) & ~3;
  }
  return found;
}

function number(bytes: Uint8Array | undefined): number {
  return bytes ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, false) : 0;
}

export function readNflog(bytes: Uint8Array): Logged {
  const found = attributes(bytes);
  const uid = found.get(NFULA_UID);
  return {
    prefix: new TextDecoder()
      .decode(found.get(NFULA_PREFIX) ?? new Uint8Array())
      .replace(/\0.*$/, '')
      .trim(),
    in: number(found.get(NFULA_IFINDEX_INDEV)),
    out: number(found.get(NFULA_IFINDEX_OUTDEV)),
    physin: number(found.get(NFULA_IFINDEX_PHYSINDEV)),
    physout: number(found.get(NFULA_IFINDEX_PHYSOUTDEV)),
    mark: number(found.get(NFULA_MARK)),
    uid: uid ? number(uid) : null,
    header: found.get(NFULA_HWHEADER) ?? null,
    packet: found.get(NFULA_PAYLOAD) ?? new Uint8Array(),
  };
}
