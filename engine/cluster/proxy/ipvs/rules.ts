// pkg/proxy/ipvs/proxier.go writeIptablesRules, createAndLinkKubeChain: the few rules that ask the sets.

import type { RuleSet } from '../../host/rule_set.ts';
import { hasFix, isSince, type KubernetesVersion } from '../../kubernetes_version.ts';
import type { Node } from '../../objects.ts';
import { comment, TableText } from '../../restore_text.ts';
import { localTraffic, masqueradeMark, type ProxyConfig } from '../config.ts';
import { KUBE_MARK_MASQ, KUBE_POSTROUTING, masqueradeRules } from '../masquerade.ts';
import { IPSETS, type Ipsets, type SetName } from './ipsets.ts';

export interface VirtualAddress {
  readonly address: string;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly port: number;
}

export interface RulesInput {
  readonly sets: Ipsets;
  /** Balancers whose source ranges leave the node itself out. */
  readonly withoutNode: readonly VirtualAddress[];
  readonly node: Node;
  readonly config: ProxyConfig;
}

/** What releases write differently in this mode. */
interface Dialect {
  /** KUBE-NODE-PORT in filter lets the balancer's health checks in. */
  readonly checksHealth: boolean;
  /** Source ranges are kept in filter, by chains of their own; before by marks that kubelet's rules drop. */
  readonly dropsInFilter: boolean;
  /** Addresses of services answer on no port but the services' (KUBE-IPVS-FILTER). */
  readonly guardsAddresses: boolean;
  /** External IPs under policy Local are services too (kubernetes #121919). */
  readonly knowsLocalExternalIPs: boolean;
  /** Source ranges hold for the node's own packets (KUBE-IPVS-OUT-FILTER). */
  readonly filtersOutput: boolean;
}

function dialectOf(version: KubernetesVersion): Dialect {
  return {
    checksHealth: isSince(version, 20),
    dropsInFilter: isSince(version, 25),
    guardsAddresses: isSince(version, 26),
    knowsLocalExternalIPs: hasFix(version, 30, { 28: 6, 29: 1 }),
    filtersOutput: isSince(version, 29),
  };
}

interface Writing extends RulesInput {
  readonly filter: TableText;
  readonly nat: TableText;
  readonly dialect: Dialect;
}

export function ipvsRules(input: RulesInput): RuleSet[] {
  const { sets, withoutNode, node, config } = input;
  const tables = { filter: new TableText('filter'), nat: new TableText('nat') };
  const writing: Writing = { sets, withoutNode, node, config, dialect: dialectOf(config.version), ...tables };
  jumps(writing);
  sharedChains(writing);
  if (writing.dialect.guardsAddresses) tables.nat.append('KUBE-SERVICES', '-s 127.0.0.0/8 -j RETURN');
  setRules(writing);
  serviceRules(writing);
  lastRules(writing);
  masqueradeRules(tables.nat, { ...config, mark: masqueradeMark(config) });
  forwardRules(writing);
  accessRules(writing);
  return [tables.nat, tables.filter];
}

/** iptablesJumpChain: each is put in front, so the last stands first. */
function jumps({ filter, nat, dialect }: Writing): void {
  const health = `${comment('kubernetes health check rules')} -j KUBE-NODE-PORT`;
  const firewall = `${comment('kube-proxy firewall rules')} -j KUBE-PROXY-FIREWALL`;
  const access = comment('kubernetes ipvs access filter');
  for (const hook of ['OUTPUT', 'PREROUTING']) {
    nat.insert(hook, `${comment('kubernetes service portals')} -j KUBE-SERVICES`);
  }
  nat.insert('POSTROUTING', `${comment('kubernetes postrouting rules')} -j ${KUBE_POSTROUTING}`);
  filter.insert('FORWARD', `${comment('kubernetes forwarding rules')} -j KUBE-FORWARD`);
  if (dialect.checksHealth) filter.insert('INPUT', health);
  if (dialect.dropsInFilter) for (const hook of ['INPUT', 'FORWARD']) filter.insert(hook, firewall);
  if (dialect.guardsAddresses) filter.insert('INPUT', `${access} -j KUBE-IPVS-FILTER`);
  if (dialect.filtersOutput) filter.insert('OUTPUT', `${access} -j KUBE-IPVS-OUT-FILTER`);
}

function sharedChains({ filter, nat, dialect }: Writing): void {
  for (const chain of ['KUBE-SERVICES', KUBE_POSTROUTING]) nat.declare(chain);
  if (!dialect.dropsInFilter) nat.declare('KUBE-FIREWALL');
  for (const chain of ['KUBE-NODE-PORT', 'KUBE-LOAD-BALANCER', KUBE_MARK_MASQ]) nat.declare(chain);
  filter.declare('KUBE-FORWARD');
  if (dialect.checksHealth) filter.declare('KUBE-NODE-PORT');
  if (dialect.dropsInFilter)
    for (const chain of ['KUBE-PROXY-FIREWALL', SOURCE_RANGES]) filter.declare(chain);
  if (dialect.guardsAddresses) filter.declare('KUBE-IPVS-FILTER');
  if (dialect.filtersOutput) filter.declare('KUBE-IPVS-OUT-FILTER');
}

const SOURCE_RANGES = 'KUBE-SOURCE-RANGES-FIREWALL';

/** Rules about a set that is empty are left out. */
interface SetRule {
  readonly set: SetName;
  readonly from: string;
  readonly to: string;
  /** What of the packet is looked up. */
  readonly match: string;
  readonly protocol?: 'tcp' | 'udp' | 'sctp';
}

const HAIRPIN: SetRule = {
  set: 'KUBE-LOOP-BACK',
  from: KUBE_POSTROUTING,
  to: 'MASQUERADE',
  match: 'dst,dst,src',
};
const BALANCERS: SetRule = {
  set: 'KUBE-LOAD-BALANCER',
  from: 'KUBE-SERVICES',
  to: 'KUBE-LOAD-BALANCER',
  match: 'dst,dst',
};
const LOCAL_BALANCERS: SetRule = {
  set: 'KUBE-LOAD-BALANCER-LOCAL',
  from: 'KUBE-LOAD-BALANCER',
  to: 'RETURN',
  match: 'dst,dst',
};

/** Whoever comes to a node port gets the node's address, unless the packet stays here. */
const NODE_PORTS: readonly SetRule[] = [
  ...nodePortRules('KUBE-NODE-PORT-LOCAL-TCP', 'KUBE-NODE-PORT-TCP', 'dst', 'tcp'),
  ...nodePortRules('KUBE-NODE-PORT-LOCAL-UDP', 'KUBE-NODE-PORT-UDP', 'dst', 'udp'),
  ...nodePortRules('KUBE-NODE-PORT-LOCAL-SCTP-HASH', 'KUBE-NODE-PORT-SCTP-HASH', 'dst,dst', 'sctp'),
];

function nodePortRules(
  local: SetName,
  all: SetName,
  match: string,
  protocol: 'tcp' | 'udp' | 'sctp',
): SetRule[] {
  const from = 'KUBE-NODE-PORT';
  return [
    { set: local, from, to: 'RETURN', match, protocol },
    { set: all, from, to: KUBE_MARK_MASQ, match, protocol },
  ];
}

/** Who comes to a balancer with source ranges must be in one of them. */
const firewall = (from: string, chain: string): readonly SetRule[] => [
  { set: 'KUBE-LOAD-BALANCER-FW', from, to: chain, match: 'dst,dst' },
  { set: 'KUBE-LOAD-BALANCER-SOURCE-CIDR', from: chain, to: 'RETURN', match: 'dst,dst,src' },
  { set: 'KUBE-LOAD-BALANCER-SOURCE-IP', from: chain, to: 'RETURN', match: 'dst,dst,src' },
];

/** ipsetWithIptablesChain. */
function setRules(writing: Writing): void {
  const { nat, filter, dialect } = writing;
  const { dropsInFilter } = dialect;
  const marking = dropsInFilter ? [] : firewall('KUBE-LOAD-BALANCER', 'KUBE-FIREWALL');
  const refusing = dropsInFilter ? firewall('KUBE-PROXY-FIREWALL', SOURCE_RANGES) : [];
  for (const rule of [HAIRPIN, BALANCERS, ...marking, LOCAL_BALANCERS, ...NODE_PORTS])
    setRule(writing, nat, rule);
  for (const rule of refusing) setRule(writing, filter, rule);
}

function setRule({ sets }: Writing, table: TableText, { set, from, to, match, protocol }: SetRule): void {
  if (sets.isEmpty(set)) return;
  const only = protocol === undefined ? '' : `-p ${protocol} `;
  table.append(from, `${only}${comment(IPSETS[set].comment)} ${matchSet(set, match)} -j ${to}`);
}

const matchSet = (set: SetName, match: string) => `-m set --match-set ${set} ${match}`;

/** What is marked on its way to a cluster IP or an external IP. */
function serviceRules({ nat, sets, config, node }: Writing): void {
  const local = localTraffic(config, node);
  const append = (rule: string) => nat.append('KUBE-SERVICES', rule);
  if (!sets.isEmpty('KUBE-CLUSTER-IP')) {
    const who = comment(IPSETS['KUBE-CLUSTER-IP'].comment);
    if (config.iptables.masqueradeAll)
      append(`${who} ${matchSet('KUBE-CLUSTER-IP', 'dst,dst')} -j ${KUBE_MARK_MASQ}`);
    else if (local !== null)
      append(`${who} ${matchSet('KUBE-CLUSTER-IP', 'dst,dst')} ! ${local} -j ${KUBE_MARK_MASQ}`);
    // A node that asks for a cluster IP has that address on kube-ipvs0, and may take it for its own source.
    else append(`${who} ${matchSet('KUBE-CLUSTER-IP', 'src,dst')} -j ${KUBE_MARK_MASQ}`);
  }
  for (const set of ['KUBE-EXTERNAL-IP', 'KUBE-EXTERNAL-IP-LOCAL'] as const) {
    if (sets.isEmpty(set)) continue;
    const there = `${comment(IPSETS[set].comment)} ${matchSet(set, 'dst,dst')}`;
    if (set === 'KUBE-EXTERNAL-IP') append(`${there} -j ${KUBE_MARK_MASQ}`);
    append(`${there} -m physdev ! --physdev-is-in -m addrtype ! --src-type LOCAL -j ACCEPT`);
    append(`${there} -m addrtype --dst-type LOCAL -j ACCEPT`);
  }
}

/** What stands behind the rules about sets, and acceptIPVSTraffic. */
function lastRules({ nat, filter, sets, withoutNode, dialect }: Writing): void {
  nat.append('KUBE-SERVICES', '-m addrtype --dst-type LOCAL -j KUBE-NODE-PORT');
  nat.append('KUBE-LOAD-BALANCER', `-j ${KUBE_MARK_MASQ}`);
  if (dialect.dropsInFilter) filter.append(SOURCE_RANGES, '-j DROP');
  else nat.append('KUBE-FIREWALL', '-j KUBE-MARK-DROP');
  if (dialect.filtersOutput)
    for (const each of withoutNode) filter.append('KUBE-IPVS-OUT-FILTER', fromNode(each));
  for (const set of ['KUBE-CLUSTER-IP', 'KUBE-LOAD-BALANCER'] as const) {
    if (!sets.isEmpty(set)) nat.append('KUBE-SERVICES', `${matchSet(set, 'dst,dst')} -j ACCEPT`);
  }
}

/** What the node sends to an address of kube-ipvs0 comes from that address too. */
const fromNode = ({ address, protocol, port }: VirtualAddress) =>
  `-s ${address} -m ipvs --vaddr ${address} --vproto ${protocol} --vport ${port} -j DROP`;

/** Service packets and their answers may pass, whatever the policy of FORWARD. */
function forwardRules({ filter, config }: Writing): void {
  const mark = masqueradeMark(config);
  const marked = `${comment('kubernetes forwarding rules')} -m mark --mark ${mark}/${mark}`;
  const replies = `${comment('kubernetes forwarding conntrack rule')} -m conntrack --ctstate RELATED,ESTABLISHED`;
  filter.append('KUBE-FORWARD', `${marked} -j ACCEPT`);
  filter.append('KUBE-FORWARD', `${replies} -j ACCEPT`);
}

/** At the addresses of services only the services' ports can be spoken to, though the node takes them for its own. */
function accessRules({ filter, dialect }: Writing): void {
  const health = matchSet('KUBE-HEALTH-CHECK-NODE-PORT', 'dst');
  const who = comment(IPSETS['KUBE-HEALTH-CHECK-NODE-PORT'].comment);
  if (dialect.checksHealth) filter.append('KUBE-NODE-PORT', `${who} ${health} -j ACCEPT`);
  if (!dialect.guardsAddresses) return;
  const services: SetName[] = ['KUBE-LOAD-BALANCER', 'KUBE-CLUSTER-IP', 'KUBE-EXTERNAL-IP'];
  if (dialect.knowsLocalExternalIPs) services.push('KUBE-EXTERNAL-IP-LOCAL');
  for (const set of services) filter.append('KUBE-IPVS-FILTER', `${matchSet(set, 'dst,dst')} -j RETURN`);
  filter.append('KUBE-IPVS-FILTER', `${health} -j RETURN`);
  const others = `-m conntrack --ctstate NEW ${matchSet('KUBE-IPVS-IPS', 'dst')}`;
  filter.append('KUBE-IPVS-FILTER', `${others} -j REJECT`);
}
