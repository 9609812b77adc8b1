// The lab's captures, logs and tables as text.
import { problemText, type Result } from '../problem.ts';
import { decodeEthernet } from '../wire/ethernet.ts';
import { decodeIpv4 } from '../wire/ipv4.ts';
import type { LabResult, LabResultNamespace } from './lab.ts';
import type { LabFdbEntry, LabNeighbour } from './lab_tables.ts';
import type { Logged } from './nflog.ts';
import {
  inAnyOrderIfLooped,
  ipsetText,
  isGroup,
  listedText,
  Names,
  type NumberNames,
  portNames,
  withoutTimeout,
  withoutTimes,
} from './normalised.ts';
import { frameText } from './packet_text.ts';
import { byName, type Seen, type SeenNamespace } from './seen.ts';
import { type TraceRecord, traceText } from './trace_record.ts';

const ETHERNET = 14;

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

function conntrackText(line: string, names: NumberNames): string {
  const words = withoutTimeout(line).split(/\s+/);
  const state = words[0] === 'tcp' ? ` ${words[2]}` : '';
  const flags = words.filter((word) => word.startsWith('['));
  const halves = line.matchAll(
    /src=(\S+) dst=(\S+)(?: type=(\d+) code=(\d+) id=(\d+)| sport=(\d+) dport=(\d+))?/g,
  );
  const tuples = [...halves].map(([, src, dst, type, code, id, sport, dport]) => {
    if (id !== undefined) return `${src} > ${dst} type ${type} code ${code} id ${names.of('echo', id)}`;
    if (sport === undefined) return `${src} > ${dst}`;
    return `${src} > ${dst} ${portNames(Number(sport), Number(dport), names).join(' > ')}`;
  });
  return [`${words[0]}${state}`, ...tuples, ...flags].join(' | ');
}

function framesOf({ frames, devices }: LabResultNamespace, names: NumberNames): Record<string, string[]> {
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

function namespaceSeen(space: LabResultNamespace, names: NumberNames): SeenNamespace {
  return {
    frames: framesOf(space, names),
    log: inAnyOrderIfLooped(space.log.map((logged) => traceText(recordOf(logged, space.devices), names))),
    neighbours: space.neighbours.map(neighbourText).sort(),
    fdb: space.fdb
      .filter((entry) => !isGroup(entry.mac))
      .map(fdbText)
      .sort(),
    conntrack: space.conntrack.map((line) => conntrackText(line, names)).sort(),
    routes: space.routes,
    iptables: space.iptables.map(listedText),
    ipset: space.ipset.map(ipsetText).sort(),
  };
}

export function seenByKernel(result: LabResult, names: NumberNames = new Names()): Seen {
  const ordered = [...result.namespaces].sort(byName);
  return {
    mixed: result.command.stdout !== '' && result.command.stderr !== '',
    output: withoutTimes(result.command.stdout + result.command.stderr),
    answered: result.command.code === 0,
    namespaces: Object.fromEntries(ordered.map((space) => [space.name, namespaceSeen(space, names)])),
  };
}
