// The file tcpdump -w writes (libpcap's savefile format, times in micro- or nanoseconds), read by hand.

const MAGIC_MICRO = 0xa1b2c3d4;
const MAGIC_NANO = 0xa1b23c4d;
const FILE_HEADER = 24;
const RECORD_HEADER = 16;

export interface Captured {
  /** Nanoseconds since the epoch. */
  readonly time: bigint;
  readonly bytes: Uint8Array;
}

const isMagic = (word: number) => word === MAGIC_MICRO || word === MAGIC_NANO;

/** Every whole record of a capture; what a killed tcpdump left half-written is not there. */
export function readPcap(file: Uint8Array): Captured[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < FILE_HEADER) return [];
  const little = isMagic(view.getUint32(0, true));
  if (!little && !isMagic(view.getUint32(0, false))) throw new Error('no pcap file');
  const unit = view.getUint32(0, little) === MAGIC_NANO ? 1n : 1000n;
  const records: Captured[] = [];
  let at = FILE_HEADER;
  while (at + RECORD_HEADER <= file.length) {
    const seconds = view.getUint32(at, little);
    const fraction = view.getUint32(at + 4, little);
    const length = view.getUint32(at + 8, little);
    const end = at + RECORD_HEADER + length;
    if (end > file.length) break;
    records.push({
      time: BigInt(seconds) * 1_000_000_000n + BigInt(fraction) * unit,
      bytes: file.subarray(at + RECORD_HEADER, end),
    });
    at = end;
  }
  return records;
}
