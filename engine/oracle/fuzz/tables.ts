// Routes, neighbours, FDB entries and switches of a planned network: mostly right, sometimes missing or wrong.
import type { ScenarioNetns } from '../../scenario/schema.ts';
import type { Lots } from './lots.ts';
import type { Member, Plan, Space, Subnet } from './plan.ts';

/** How to leave a namespace towards a subnet: by which own device, to which neighbour. */
interface Way {
  readonly dev: string;
  readonly gateway: string;
}

/** The first step of the shortest way. */
function wayTo(plan: Plan, from: Space, goal: Subnet): Way | null {
  const seen = new Set([from]);
  let wave: { space: Space; way: Way | null }[] = [{ space: from, way: null }];
  while (wave.length > 0) {
    const next: typeof wave = [];
    for (const { space, way } of wave) {
      if (way && goal.members.some((member) => member.space === space)) return way;
      for (const { own, other } of neighboursOf(plan, space)) {
        if (seen.has(other.space)) continue;
        seen.add(other.space);
        next.push({ space: other.space, way: way ?? { dev: own.dev, gateway: other.address } });
      }
    }
    wave = next;
  }
  return null;
}

function neighboursOf({ subnets }: Plan, space: Space): { own: Member; other: Member }[] {
  return subnets.flatMap(({ members }) =>
    members
      .filter((own) => own.space === space && own.length <= 24)
      .flatMap((own) => members.filter((other) => other.space !== space).map((other) => ({ own, other }))),
  );
}

const REFUSING = ['blackhole', 'unreachable', 'prohibit'];

/** A gateway; sometimes told to be on the link, sometimes with the source to use. */
function via(lots: Lots, space: Space, plan: Plan, { own, other }: { own: Member; other: Member }): string {
  const addresses = plan.subnets.flatMap(({ members }) => members.filter((member) => member.space === space));
  const source = lots.chance(10) ? ` src ${lots.pick(addresses).address}` : '';
  return `via ${other.address} dev ${own.dev}${source}${lots.chance(10) ? ' onlink' : ''}`;
}

/** Routes; and, some of the time, more tables and rules that say who looks there. */
export function randomPolicy(plan: Plan, space: Space, lots: Lots): Pick<ScenarioNetns, 'routes' | 'rules'> {
  const routes = randomRoutes(plan, space, lots);
  if (!lots.chance(20)) return { routes };
  const near = neighboursOf(plan, space);
  const table = (number: number) =>
    ['default', '10.0.1.0/24', '10.99.0.0/16'].flatMap((prefix) => {
      if (!lots.chance(60)) return [];
      if (near.length === 0 || lots.chance(15)) return [`${lots.pick(REFUSING)} ${prefix} table ${number}\n`];
      const line = `${prefix} ${via(lots, space, plan, lots.pick(near))}`;
      return [`${line.replace(/ onlink$/, '')} table ${number}${line.endsWith('onlink') ? ' onlink' : ''}\n`];
    });
  const rules = Array.from({ length: lots.between(1, 3) }, (_, nth) =>
    policyRule(plan, space, lots, 100 + nth),
  );
  return { routes: [routes, ...table(100), ...table(101)].join(''), rules: rules.join('') };
}

function policyRule(plan: Plan, space: Space, lots: Lots, priority: number): string {
  const address = () => lots.pick(plan.subnets.flatMap(({ members }) => members)).address;
  const dev = () => lots.pick(space.links).name;
  const from = lots.chance(40) ? `${address()}${lots.pick(['', '/24'])}` : 'all';
  const selectors = [
    lots.chance(30) ? `to ${address()}${lots.pick(['', '/24'])}` : '',
    lots.chance(40) ? `fwmark ${lots.pick(['0x1', '0x2/0x2'])}` : '',
    lots.chance(25) ? `iif ${lots.pick([dev(), 'lo'])}` : '',
  ];
  const action = lots.weighted([
    [6, 'lookup 100'],
    [4, 'lookup 101'],
    [1, 'prohibit'],
    [1, 'blackhole'],
    [1, 'unreachable'],
  ]);
  const words = [lots.chance(10) ? 'not' : '', `from ${from}`, ...selectors, action].filter(Boolean);
  return `${priority}:\t${words.join(' ')}\n`;
}

function randomRoutes(plan: Plan, space: Space, lots: Lots): string {
  const near = neighboursOf(plan, space);
  const lines = new Map<string, string>();
  const add = (prefix: string, metric: number, line: string) => {
    lines.set(`${prefix} ${metric}`, `${line}${metric === 0 ? '' : ` metric ${metric}`}`);
  };
  for (const subnet of plan.subnets) {
    if (subnet.members.some((member) => member.space === space)) continue;
    const way = lots.chance(90) ? wayTo(plan, space, subnet) : null;
    const prefix = `${subnet.start}.0/24`;
    if (way) add(prefix, 0, `${prefix} via ${way.gateway} dev ${way.dev}`);
    else if (lots.chance(50)) add(prefix, 0, `${lots.pick(REFUSING)} ${prefix}`);
  }
  for (let extra = lots.below(3); extra > 0; extra--) {
    const prefix = lots.pick(['default', '10.99.0.0/16', '10.99.1.0/24', '10.0.0.0/16', '10.0.1.3']);
    const metric = lots.pick([0, 0, 50, 100]);
    const gateway = near.length > 0 && lots.chance(70) ? lots.pick(near) : null;
    if (gateway) add(prefix, metric, `${prefix} ${via(lots, space, plan, gateway)}`);
    else add(prefix, metric, `${lots.pick(REFUSING)} ${prefix}`);
  }
  return [...lines.values()].map((line) => `${line}\n`).join('');
}

export function randomNeighbours(plan: Plan, space: Space, lots: Lots, percent: number): string {
  return neighboursOf(plan, space)
    .filter(() => lots.chance(percent))
    .map(({ own, other }) => `${other.address} dev ${own.dev} lladdr ${other.mac} PERMANENT\n`)
    .join('');
}

/** Behind which host the other end of the tunnel is; and, sometimes, where all else goes. */
export function randomFdb(plan: Plan, space: Space, lots: Lots): string {
  if (!space.links.some(({ kind }) => kind === 'vxlan')) return '';
  const tunnel = plan.subnets.at(-1)!.members.find((member) => member.space !== space);
  const host = plan.subnets[0]!.members.find((member) => member.space === tunnel?.space);
  if (!tunnel || !host) return '';
  const known = lots.chance(85) ? [`${tunnel.mac} dev vx0 dst ${host.address} self permanent\n`] : [];
  const rest = lots.chance(40) ? [`00:00:00:00:00:00 dev vx0 dst ${host.address} self permanent\n`] : [];
  return [...known, ...rest].join('');
}

/** So that nothing takes long, and nothing depends on how long something took or what a socket has drawn by lot. */
// The kernel's timers go by ticks, and are late by up to one: 20 ms asked for twice are sometimes more than the 40 between redirects.
const CALM: Readonly<Record<string, string>> = {
  'net.ipv4.icmp_ratemask': '0',
  'net.ipv4.neigh.default.retrans_time_ms': '28',
  'net.ipv4.neigh.default.delay_first_probe_time': '100',
  'net.ipv4.neigh.default.locktime': '0',
  'net.ipv4.neigh.default.proxy_delay': '0',
  'net.ipv4.tcp_synack_retries': '0',
  'net.netfilter.nf_conntrack_tcp_be_liberal': '1',
};

export function randomSwitches(space: Space, lots: Lots): Record<string, string> {
  const switches: Record<string, string> = { ...CALM };
  if (lots.chance(85)) switches['net.ipv4.ip_forward'] = '1';
  for (const { name } of space.links) {
    if (lots.chance(20)) switches[`net.ipv4.conf.${name}.rp_filter`] = lots.pick(['1', '2']);
    if (lots.chance(10)) switches[`net.ipv4.conf.${name}.accept_local`] = '1';
    if (lots.chance(10)) switches[`net.ipv4.conf.${name}.route_localnet`] = '1';
    if (lots.chance(5)) switches[`net.ipv4.conf.${name}.proxy_arp`] = '1';
    if (lots.chance(5)) switches[`net.ipv4.conf.${name}.send_redirects`] = '0';
    if (lots.chance(5)) switches[`net.ipv4.conf.${name}.accept_redirects`] = '0';
    if (lots.chance(8)) switches[`net.ipv4.conf.${name}.forwarding`] = lots.pick(['0', '1']);
  }
  if (lots.chance(10)) switches['net.ipv4.conf.all.rp_filter'] = lots.pick(['1', '2']);
  if (lots.chance(6)) switches['net.ipv4.conf.all.arp_ignore'] = '1';
  if (lots.chance(5)) switches['net.ipv4.icmp_echo_ignore_all'] = '1';
  if (lots.chance(5)) switches['net.ipv4.ip_default_ttl'] = '30';
  if (space.links.some(({ kind }) => kind === 'bridge'))
    switches['net.bridge.bridge-nf-call-iptables'] = lots.pick(['0', '1']);
  return switches;
}
