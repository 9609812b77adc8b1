// The kernel's side: one lab, one agent in it, one packet after the other, and what was seen of each.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Scenario } from '../../scenario/schema.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { encodeIpv4 } from '../../wire/ipv4.ts';
import { type LabResultNamespace, type LabSpace, withLab } from '../lab.ts';
import { type LabTables, passingTables, tablesOf } from '../lab_tables.ts';
import { readNflog } from '../nflog.ts';
import { isSeenTwice } from '../normalised.ts';
import type { Seen } from '../seen.ts';
import { seenByKernel } from '../seen_by_kernel.ts';
import { areTablesRead, type FuzzPacket, namesFor } from './packets.ts';

const PACKET_OUTGOING = 4;

interface Answer {
  /** Why the socket refused to send. */
  readonly error: string | null;
  /** When it was sent, microseconds. */
  readonly time: number;
  readonly frames: readonly (readonly [space: number, ifindex: number, kind: number, hex: string])[];
  readonly log: readonly (readonly [space: number, hex: string])[];
}

export interface Observed {
  readonly seen: Seen;
  /** When the packet was sent, microseconds. */
  readonly time: number;
}

interface Agent {
  readonly child: ChildProcess;
  ask(request: object): Promise<Answer>;
}

async function startAgent(spaces: readonly LabSpace[]): Promise<Agent> {
  const file = join(import.meta.dirname, 'agent.py');
  const child = spawn('python3', [file, ...spaces.map(({ netns }) => netns)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('the agent in the lab has ended');
    return JSON.parse(value) as Answer;
  };
  await next();
  return {
    child,
    ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return next();
    },
  };
}

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

function heardIn(
  { frames, log }: Answer,
  index: number,
  { name, devices }: LabSpace,
  tables: LabTables,
): LabResultNamespace {
  return {
    name,
    devices,
    frames: frames.flatMap(([space, ifindex, kind, hex], order) => {
      if (space !== index) return [];
      const dev = devices.get(ifindex)!;
      const direction = kind === PACKET_OUTGOING ? 'out' : 'in';
      if (isSeenTwice(dev, direction)) return [];
      return [{ dev, direction, time: BigInt(order), bytes: bytesOf(hex) } as const];
    }),
    log: log.filter(([space]) => space === index).map(([, hex]) => readNflog(bytesOf(hex))),
    ...tables,
  };
}

const NOT_READ: LabTables = { neighbours: [], fdb: [], conntrack: [], routes: [], iptables: [], ipset: [] };

async function send(
  agent: Agent,
  spaces: readonly LabSpace[],
  sent: FuzzPacket,
  read: 'nothing' | 'passing' | 'all',
): Promise<Observed> {
  const { packet } = sent;
  const answer = await agent.ask({
    netns: spaces.findIndex(({ name }) => name === sent.in),
    dst: formatIpv4(packet.dst),
    packet: Buffer.from(encodeIpv4(packet)).toString('hex'),
  });
  const tables = await Promise.all(
    spaces.map(async ({ netns }): Promise<LabTables> => {
      if (read === 'nothing') return NOT_READ;
      if (read === 'all') return tablesOf(netns);
      return { ...(await passingTables(netns)), routes: [], iptables: [] };
    }),
  );
  // EPERM is a packet that was sent, and dropped by a rule.
  const refused = answer.error === 'EPERM' ? null : answer.error;
  const command = { code: refused === null ? 0 : 1, stdout: refused ?? 'sent', stderr: '' };
  const namespaces = spaces.map((space, index) => heardIn(answer, index, space, tables[index]!));
  return { time: answer.time, seen: seenByKernel({ command, namespaces }, namesFor(sent)) };
}

/** What was seen of each packet; tables after some, routes and counters after the last one only. */
export function observeKernel(scenario: Scenario, packets: readonly FuzzPacket[]): Promise<Observed[]> {
  return withLab(scenario, scenario.probe, async ({ spaces }) => {
    const agent = await startAgent(spaces);
    try {
      const seen: Observed[] = [];
      for (const [index, packet] of packets.entries()) {
        const passing = areTablesRead(index, packets) ? 'passing' : 'nothing';
        seen.push(await send(agent, spaces, packet, index === packets.length - 1 ? 'all' : passing));
      }
      return seen;
    } finally {
      agent.child.kill('SIGKILL');
    }
  });
}
