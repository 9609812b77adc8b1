// The lab's captures, logs and tables as text.
import { problemText, type Result } from '../problem.ts';
import { decodeEthernet } from '../wire/ethernet.ts';
import { decodeIpv4 } from '../wire/ipv4.ts';
import type { LabFdbEntry, LabNeighbour, LabResult, LabResultNamespace } from './lab.ts';
import type { Logged } from './nflog.ts';
import { frameText } from './packet_text.ts';
import { byName, Names, type Seen, type SeenNamespace, tuplePortNames, withoutTimes } from './seen.ts';
import { type TraceRecord, traceText } from './trace_record.ts';

const ETHERNET = 14;
const isGroup = (mac: string) => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;

/** What the kernel sends is well-formed, or the judge cannot judge. */
function decoded<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(problemText(result.problem));
  return result.value;
}

function macText(header: Uint8Array | null): string | null {
  if (header?.length !== ETHERNET) return null;
  return [...header].map((octet) => octet.toString(16).padStart(2, '0')).join(':');
}

function recordOf(logged: Logged, devices: ReadonlyMap<number, string>): TraceRecord {
  const name = (ifindex: number) => (ifindex === 0 ? null : (devices.get(ifindex) ?? `if${ifindex}`));
  return {
    comment: logged.prefix.replace(/^TRACE: /, ''),
    in: name(logged.in),
    out: name(logged.out),
    physin: name(logged.physin),
    physout: name(logged.physout),
    mac: logged.in === 0 ? null : macText(logged.header),
    mark: logged.mark,
    uid: logged.uid,
    packet: decoded(decodeIpv4(logged.packet)),
  };
}

function neighbourText({ dst, dev, lladdr, state }: LabNeighbour): string {
  return `${dst} dev ${dev}${lladdr === undefined ? '' : ` lladdr ${lladdr}`} ${state.join(',')}`;
}

function fdbText({ mac, ifname, dst, state }: LabFdbEntry): string {
  return `${mac} dev ${ifname}${dst === undefined ? '' : ` dst ${dst}`} ${state === 'permanent' ? 'permanent' : 'learned'}`;
}

/** A line of `conntrack -L` without its timeout, mark and use. */
function conntrackText(line: string, names: Names): string {
  const words = line.split(/\s+/);
  const flags = words.filter((word) => word.startsWith('['));
  const halves = line.matchAll(
    /src=(\S+) dst=(\S+) (?:type=(\d+) code=(\d+) id=(\d+)|sport=(\d+) dport=(\d+))/g,
  );
  const tuples = [...halves].map(([, src, dst, type, code, id, sport, dport], index) => {
    const half = index === 0 ? 'original' : 'reply';
    if (id !== undefined) return `${src} > ${dst} type ${type} code ${code} id ${names.of('echo', id)}`;
    return `${src} > ${dst} ${tuplePortNames(half, Number(sport), Number(dport), names)}`;
  });
  return [words[0], ...tuples, ...flags].join(' | ');
}

function framesOf({ frames, devices }: LabResultNamespace, names: Names): Record<string, string[]> {
  const seen: Record<string, string[]> = {};
  for (const dev of devices.values()) {
    const own = frames.filter((frame) => frame.dev === dev);
    if (own.length > 0)
      seen[dev] = own.map(
        (frame) => `${frame.direction} ${frameText(decoded(decodeEthernet(frame.bytes)), names)}`,
      );
  }
  return seen;
}

const PROTOCOLS: Readonly<Record<string, string>> = { '0': 'all', '1': 'icmp', '6': 'tcp', '17': 'udp' };

/** Since iptables 1.8.9 `-n` lists protocols as numbers; before it did so by name, as the pane does. */
function listedText(line: string): string {
  return line.replace(
    /^( *\d+ +\d+ \S* +!?)(\d+) +(--|-f|!f)/,
    (_all, before: string, number: string, opt: string) =>
      `${before}${(PROTOCOLS[number] ?? number).padEnd(5)}${opt}`,
  );
}

function namespaceSeen(space: LabResultNamespace, names: Names): SeenNamespace {
  return {
    frames: framesOf(space, names),
    log: space.log.map((logged) => traceText(recordOf(logged, space.devices), names)),
    neighbours: space.neighbours.map(neighbourText).sort(),
    fdb: space.fdb
      .filter((entry) => !isGroup(entry.mac))
      .map(fdbText)
      .sort(),
    conntrack: space.conntrack.map((line) => conntrackText(line, names)).sort(),
    routes: space.routes,
    iptables: space.iptables.map(listedText),
  };
}

export function seenByKernel(result: LabResult): Seen {
  const names = new Names();
  const ordered = [...result.namespaces].sort(byName);
  return {
    output: withoutTimes(result.command.stdout),
    answered: result.command.code === 0,
    namespaces: Object.fromEntries(ordered.map((space) => [space.name, namespaceSeen(space, names)])),
  };
}
