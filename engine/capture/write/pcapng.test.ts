// What is written is a capture that Wireshark's own dissectors read: nothing malformed, every checksum right.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Did, Trace, TraceEvent } from '../../trace/events.ts';
import type { DeviceOutline, Outline } from '../../trace/outline.ts';
import { decodeEthernet } from '../../wire/ethernet.ts';
import { encodeFrame, type Frame } from '../../wire/frame.ts';
import { CAPTURED, CAPTURED_OFFLOADED, fromHex } from '../../wire/frames.fixture.ts';
import { pcapng } from './pcapng.ts';

function frameOf(hex: string): Frame {
  const frame = decodeEthernet(fromHex(hex));
  if (!frame.ok) throw new Error('did not decode');
  return frame.value;
}

const FRAMES: Frame[] = [...Object.values(CAPTURED), CAPTURED_OFFLOADED].map(frameOf);

const device = (id: number, ns: number, name: string): DeviceOutline => ({
  id,
  ns,
  name,
  ifindex: id + 1,
  kind: 'veth',
  mac: '02:00:00:00:00:01',
  mtu: 1500,
  up: true,
  master: null,
  addresses: [],
  peer: -1,
  bridge: -1,
  segment: -1,
  vxlan: null,
});

const outline: Outline = {
  title: '',
  machines: [{ id: 0, name: 'node-a', label: '', kernel: '6.18' }],
  namespaces: [
    { id: 0, name: 'node-a', label: '', machine: 0, root: true, tracks: false },
    { id: 1, name: 'node-a/pod-a', label: '', machine: 0, root: false, tracks: false },
  ],
  devices: [device(0, 0, 'lo'), device(1, 0, 'eth0'), device(2, 1, 'eth0')],
  segments: [],
};

const hop = (dev: number, time: number, did: Did, frame: Frame | null): TraceEvent => ({
  parent: -1,
  end: 0,
  level: 'hop',
  time,
  ns: dev === 2 ? 1 : 0,
  dev,
  skb: 1,
  frame,
  fn: '',
  cause: -1,
  did,
  changes: [],
});

/** Time between two frames; with it the last one stands beyond what 32 bits of microseconds hold. */
const APART = 1_000_000_000;
const events = [
  hop(-1, 0, { kind: 'send', by: 'ping' }, null),
  ...FRAMES.map((frame, index) =>
    hop(1 + (index % 2), index * APART, { kind: index % 2 ? 'receive' : 'transmit' }, frame),
  ),
  hop(1, 0, { kind: 'timer', nexthop: 0, key: '', state: 'STALE', asks: null }, FRAMES[0]!),
];
const trace: Trace = {
  events,
  ticks: Int32Array.from({ length: events.length + 1 }, (_, index) => index),
  outcome: { answered: true, output: '', failure: null },
};

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'hopscope-pcapng-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The named fields of every packet, one line each. tshark takes port 8472 for OTV unless told that it is VXLAN. */
function tshark(...fields: string[]): string[] {
  const file = join(folder, 'trace.pcapng');
  writeFileSync(file, pcapng(trace, outline));
  const checks = [
    '-o',
    'ip.check_checksum:TRUE',
    '-o',
    'udp.check_checksum:TRUE',
    '-d',
    'udp.port==8472,vxlan',
  ];
  const wanted = fields.flatMap((field) => ['-e', field]);
  const output = execFileSync('tshark', ['-r', file, '-n', ...checks, '-T', 'fields', ...wanted], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
  return output.trimEnd().split('\n');
}

describe.skipIf(!hasTshark)('as tshark reads it (skipped where tshark is not installed)', () => {
  it('has one interface for each device that saw a frame, in both directions, at the virtual time', () => {
    const rows = tshark('frame.interface_name', 'frame.packet_flags_direction', 'frame.time_epoch');
    expect(rows.length).toBe(FRAMES.length);
    expect(rows[0]).toMatch(/^node-a:eth0\t(0x0+2|2)\t0\.0+$/);
    expect(rows[1]).toMatch(/^node-a\/pod-a:eth0\t(0x0+1|1)\t1000\.0+$/);
    expect(rows[5]).toMatch(/\t5000\.0+$/);
  });

  it('has no malformed packet and no wrong checksum', () => {
    const rows = tshark('_ws.malformed', 'ip.checksum.status', 'icmp.checksum.status', 'udp.checksum.status');
    const columns = rows.map((row) => row.split('\t'));
    expect(columns.map(([malformed]) => malformed)).toEqual(FRAMES.map(() => ''));
    // 0 bad, 1 good, 2 not checked (in a quote), 3 none. The bad one is the quoted datagram's, which its sender left to a device.
    expect(columns.map(([, ...statuses]) => statuses.join(' ').trim())).toEqual([
      '',
      '',
      '1 1',
      '1  3',
      '1,1 1 3',
      '1,1 1,2',
      '1,1 1 0',
      '1  1',
    ]);
  });

  it('shows the ping inside the VXLAN tunnel', () => {
    const rows = tshark('frame.protocols', 'vxlan.vni', 'icmp.type', 'ip.dst');
    expect(rows[4]).toBe(
      'eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:icmp:data\t1\t8\t10.77.2.2,192.168.9.2',
    );
  });
});

it('holds every frame as it was on the wire, and only frames that a device sent or received', () => {
  const blocks = blocksOf(pcapng(trace, outline));
  expect(blocks.map(({ type }) => type)).toEqual([0x0a0d0d0a, 1, 1, ...FRAMES.map(() => 6)]);
  blocks.slice(3).forEach(({ body }, index) => {
    const bytes = encodeFrame(FRAMES[index]!);
    expect(body.subarray(20, 20 + bytes.length)).toEqual(bytes);
  });
});

/** Blocks by the length in front, which has to stand behind them again. */
function blocksOf(file: Uint8Array): { type: number; body: Uint8Array }[] {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const blocks: { type: number; body: Uint8Array }[] = [];
  let at = 0;
  while (at < file.length) {
    const length = view.getUint32(at + 4, true);
    expect(length % 4).toBe(0);
    expect(view.getUint32(at + length - 4, true)).toBe(length);
    blocks.push({ type: view.getUint32(at, true), body: file.subarray(at + 8, at + length - 4) });
    at += length;
  }
  return blocks;
}
