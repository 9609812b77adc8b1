// kube-proxy's own expectations of packets (../shared/conformance): through our rules, rule by rule as the engine decides them.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RT_TABLE_LOCAL } from '../../../kernel/ipv4/fib_trie.ts';
import type { Net } from '../../../kernel/net_namespace.ts';
import type { HookState, Rule } from '../../../kernel/netfilter/types.ts';
import { failedPart } from '../../../kernel/netfilter/walk_evidence.ts';
import type { XtTable } from '../../../kernel/netfilter/xt_table.ts';
import { alloc_skb } from '../../../kernel/skbuff.ts';
import { data } from '../../../wire/data.ts';
import type { Ipv4 } from '../../../wire/ipv4.ts';
import { parseIpv4 } from '../../../wire/parse_address.ts';
import { restoreText } from '../../host/rule_set.ts';
import { servicePorts } from '../service_ports.ts';
import { objectsOf, report } from '../upstream.fixture.ts';
import { syncProxyRules } from './proxier.ts';
import { loaded, type Ruleset, setup } from './upstream.fixture.ts';

const CASES = join(import.meta.dirname, '../../../../../shared/conformance/kubeproxy-cases.json');
const present = existsSync(CASES);

interface Flow {
  readonly id: number;
  readonly test: string;
  readonly name: string;
  readonly ruleset: number;
  readonly nodeIP: string;
  readonly sourceIP: string;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly destIP: string;
  readonly destPort: number;
  readonly output: string;
  readonly masq: boolean;
}

const PROTOCOLS = { tcp: 6, udp: 17, sctp: 132 } as const;

function packet(flow: Flow, destination: string, port: number): Ipv4 {
  // Of SCTP its ports are enough.
  const payload = data(Uint8Array.of(40000 >> 8, 40000 & 0xff, port >> 8, port & 0xff));
  const ports = { sport: 40000, dport: port };
  const head = { layer: 'ipv4', tos: 0, id: 1, df: true, mf: false, fragment: 0, ttl: 64 } as const;
  const addresses = { src: parseIpv4(flow.sourceIP)!, dst: parseIpv4(destination)! };
  const protocol = PROTOCOLS[flow.protocol];
  const tcp = {
    layer: 'tcp',
    ...ports,
    seq: 1,
    ack: 0,
    flags: 2,
    window: 1,
    options: new Uint8Array(0),
    payload,
  } as const;
  return { ...head, ...addresses, protocol, payload: flow.protocol === 'tcp' ? tcp : payload };
}

/** Where a packet may end, and whether it is marked on its way. */
interface Ends {
  readonly ends: string[];
  masq: boolean;
}

/** Upstream's own tracer knows no connections, marks and lists: rules that ask for what has been seen are none to it. */
function isUnseen({ matches }: Rule): boolean {
  return matches.some(
    (match) =>
      match.name === 'mark' ||
      match.name === 'conntrack' ||
      (match.kind === 'match' && match.name === 'recent' && match.save.includes('--rcheck')),
  );
}

/** Every way through a chain: a rule that draws lots is taken, and passed by. Has the packet come to an end? */
function follow(table: XtTable, chain: string, state: HookState, found: Ends): boolean {
  for (const rule of table.chains.get(chain)!.rules) {
    if (isUnseen(rule)) continue;
    const certain = rule.matches.filter(({ name }) => name !== 'statistic');
    if (failedPart({ ...rule, matches: certain }, state) !== 0) continue;
    const ended = take(table, rule, state, found);
    if (ended && certain.length === rule.matches.length) return true;
  }
  return false;
}

function take(table: XtTable, { target }: Rule, state: HookState, found: Ends): boolean {
  if (target.kind === 'jump') {
    if (target.chain !== 'KUBE-MARK-MASQ') return follow(table, target.chain, state, found);
    found.masq = true;
    return false;
  }
  if (target.kind === 'verdict') found.ends.push(target.verdict);
  if (target.kind === 'extension')
    found.ends.push(target.name === 'DNAT' ? target.save.split(' ').at(-1)! : target.name);
  return target.kind !== 'none';
}

/** First nat, as packets from outside come by it; then those chains of filter that have to do with services. */
const FILTER_CHAINS = ['KUBE-SERVICES', 'KUBE-EXTERNAL-SERVICES', 'KUBE-NODEPORTS', 'KUBE-PROXY-FIREWALL'];

function trace(net: Net, flow: Flow): { output: string; masq: boolean } {
  const found: Ends = { ends: [], masq: false };
  const at = (destination: string, port: number, table: 'nat' | 'filter'): HookState => {
    const seen = packet(flow, destination, port);
    return { net, hook: 'PREROUTING', table, skb: alloc_skb(1, seen), packet: seen, in: null, out: null };
  };
  follow(net.xtables.get('nat')!, 'PREROUTING', at(flow.destIP, flow.destPort, 'nat'), found);
  const [ip = flow.destIP, port = flow.destPort] = found.ends.at(-1)?.split(':') ?? [];
  const filter = net.xtables.get('filter')!;
  FILTER_CHAINS.find((chain) => follow(filter, chain, at(ip, Number(port), 'filter'), found));
  return { output: found.ends.join(', '), masq: found.masq };
}

/** An address of the node. */
function own(net: Net, address: string): void {
  const nothing = { gateway: null, dev: null, prefsrc: null, metric: 0, onlink: false, linkdown: false };
  const where = { table: RT_TABLE_LOCAL, dst: parseIpv4(address)!, length: 32 };
  net.fib.insert({ ...where, ...nothing, type: 'local', protocol: 'kernel', scope: 'host' });
}

function namespaceOf(ruleset: Ruleset): Net {
  const { settings, savedTables } = ruleset;
  // The first is no cluster's: its rules are there as text.
  if (settings === null) return loaded([savedTables.join('\n').replace(/^(:\w+) -/gm, '$1 ACCEPT') + '\n']);
  const { node, config } = setup(settings);
  const ports = servicePorts(objectsOf(ruleset), node, config.version);
  return loaded([restoreText(syncProxyRules(ports, node, config))]);
}

describe.skipIf(!present)(
  "packets of kube-proxy's unit tests (skipped where ../shared/conformance is not there)",
  () => {
    const { rulesets, flows }: { rulesets: readonly Ruleset[]; flows: readonly Flow[] } = present
      ? JSON.parse(readFileSync(CASES, 'utf8'))
      : { rulesets: [], flows: [] };
    const byId = new Map(rulesets.map((each) => [each.id, each]));
    const nameOf = ({ id, test, name }: Flow) => `${id} ${test}: ${name}`;

    it.each(flows.map((each) => [nameOf(each), each] as const))('%s', (_, flow) => {
      const net = namespaceOf(byId.get(flow.ruleset)!);
      own(net, flow.nodeIP);
      own(net, '127.0.0.1');
      expect(trace(net, flow)).toEqual({ output: flow.output, masq: flow.masq });
    });

    it('tells how many', () => report('kube-proxy iptables flows', flows.map(nameOf), []));
  },
);
