// What a machine of the library prints and sends, in the words of documents.
import type { Opened } from '../../protocol.ts';
import { createEngine } from '../../serve.ts';
import { isSighting } from '../../trace/sightings.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { encodeArp } from '../../wire/arp.ts';
import { encodeFrame, type Frame } from '../../wire/frame.ts';
import { echoId, echoSeq, ICMP_ECHO } from '../../wire/icmp.ts';
import { encodeIpv4 } from '../../wire/ipv4.ts';
import type { Scenario, ScenarioCommand } from '../schema.ts';

/** Spaces aside, and numbers that no two runs have in common: times, ages, the id of an echo request. */
const words = (line: string) =>
  line
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replace(/time=[\d.]+ ms/, 'time=* ms')
    .replace(/time \d+ms/, 'time *ms')
    .replace(/= [\d.]+(\/[\d.]+)+ ms/, '= * ms')
    .replace(/(yes|no) \d+\.\d\d$/, '$1 *')
    .replace(/^\d\d:\d\d:\d\d\.\d{6} /, '')
    .replace(/ id \d+, seq/, ' id *, seq');

/** Lines that say something; `^C` was typed by a person. */
export const linesOf = (lines: readonly string[]) =>
  lines.map(words).filter((line) => line !== '' && line !== '^C');

export async function open(
  scenario: string | Scenario,
  probe: ScenarioCommand | null,
  commands: readonly ScenarioCommand[] = [],
): Promise<Opened> {
  const opened = await createEngine().open({ scenario, probe, commands });
  if (!opened.ok) throw new Error(`${opened.problem.where}: ${opened.problem.what}`);
  return opened.value;
}

/** The lines that a command prints, after others were typed. */
export async function shown(
  scenario: string | Scenario,
  probe: ScenarioCommand,
  typed: readonly ScenarioCommand[] = [],
): Promise<string[]> {
  const { trace } = await open(scenario, probe, typed);
  return linesOf(trace.outcome.output.split('\n'));
}

/** `ttl 62` of the answers to a ping, what another program was told, or why there was no answer. */
export function outcomeOf({ trace: { outcome } }: Opened): string {
  const ttls = outcome.output.match(/ttl=\d+/g) ?? [];
  return outcome.failure ?? ([...new Set(ttls)].join(' ').replace('=', ' ') || 'answered');
}

/** What becomes of a scenario's probe and of each alternative, in their order. */
export async function outcomesOf(id: string): Promise<string[]> {
  const { scenario } = await open(id, null);
  const probes = [scenario.probe, ...(scenario.alternatives ?? [])];
  return (await Promise.all(probes.map((probe) => open(id, probe)))).map(outcomeOf);
}

/** What `tcpdump -n -e -i DEVICE` shows of a probe. */
export function tcpdump({ trace, outline }: Opened, namespace: string, device: string): string[] {
  const dev = outline.devices.findIndex(
    ({ ns, name }) => name === device && outline.namespaces[ns]!.name === namespace,
  );
  const seen = trace.events.filter((event) => event.dev === dev && isSighting(event, outline));
  return linesOf(seen.map(({ frame }) => frameText(frame!)));
}

function frameText(frame: Frame): string {
  if (frame.layer !== 'ethernet') throw new Error('no Ethernet frame');
  const to = frame.dst === 'ff:ff:ff:ff:ff:ff' ? 'Broadcast' : frame.dst;
  const [type, text] = payloadText(frame.payload);
  return `${frame.src} > ${to}, ethertype ${type}, length ${encodeFrame(frame).length}: ${text}`;
}

function payloadText(packet: Extract<Frame, { layer: 'ethernet' }>['payload']): [string, string] {
  if (packet.layer === 'arp') {
    const [spa, tpa] = [formatIpv4(packet.spa), formatIpv4(packet.tpa)];
    const text = packet.op === 1 ? `Request who-has ${tpa} tell ${spa}` : `Reply ${spa} is-at ${packet.sha}`;
    return ['ARP (0x0806)', `${text}, length ${encodeArp(packet).length}`];
  }
  if (packet.layer !== 'ipv4' || packet.payload.layer !== 'icmp') throw new Error('no echo');
  const { payload: message, src, dst } = packet;
  const kind = message.type === ICMP_ECHO ? 'echo request' : 'echo reply';
  const length = encodeIpv4(packet).length - 20;
  const numbers = `id ${echoId(message)}, seq ${echoSeq(message)}, length ${length}`;
  return ['IPv4 (0x0800)', `${formatIpv4(src)} > ${formatIpv4(dst)}: ICMP ${kind}, ${numbers}`];
}
