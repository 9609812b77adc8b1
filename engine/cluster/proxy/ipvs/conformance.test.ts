// kube-proxy's own answers, in ipvs mode: virtual servers, sets, addresses and rules for declared services (../shared/conformance).

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bareNet } from '../../../kernel/net.fixture.ts';
import { runIpset } from '../../../shell/ipset.ts';
import { restoreText } from '../../host/rule_set.ts';
import type { Node, ServiceObjects } from '../../objects.ts';
import { DEFAULT_PROXY_CONFIG, type ProxyConfig } from '../config.ts';
import { restored, type SavedTables, saved, version } from '../iptables/upstream.fixture.ts';
import { byChain, objectsOf, report, type UpstreamObjects } from '../upstream.fixture.ts';
import { type IpvsProxy, ipvsProxy } from './proxier.ts';

const CASES = join(import.meta.dirname, '../../../../../shared/conformance/kubeproxy-ipvs-cases.json');
const present = existsSync(CASES);

interface VirtualServer {
  readonly address: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly scheduler: string;
  /** 1: persistent. */
  readonly flags: number;
  readonly timeout: number;
  readonly realServers: readonly string[] | null;
}

interface Case extends UpstreamObjects {
  readonly id: number;
  readonly test: string;
  readonly sync: number;
  readonly settings: {
    readonly hostname: string;
    readonly ipFamily: 'IPv4' | 'IPv6';
    readonly masqueradeAll: boolean;
    readonly nodeAddresses: readonly string[];
    readonly nodePortAddresses: string;
    readonly nodePortAddressesMatchAll: boolean;
    readonly randomFully: boolean;
    readonly scheduler: string;
  };
  readonly virtualServers: readonly VirtualServer[] | null;
  readonly ipsets: Readonly<Record<string, { readonly type: string; readonly entries: readonly string[] }>>;
  readonly kubeIpvs0: readonly string[];
  readonly restoreInput: readonly string[];
  readonly iptablesSave: SavedTables | null;
}

/** Tests that ask for addresses of one network have a machine with this one; the others say theirs. */
const FAKE_ADDRESS = '100.101.102.103';

/** These were run with the feature LoadBalancerIPMode, which this release has, but does not turn on by itself. */
const WITH_IP_MODE = [65, 66, 67];

/** Addresses of balancers that speak for themselves are none to it. */
function withoutProxies(objects: ServiceObjects): ServiceObjects {
  const services = objects.services.map((each) => ({
    ...each,
    loadBalancerIngress: each.loadBalancerIngress.filter(({ ipMode }) => ipMode === 'VIP'),
  }));
  return { ...objects, services };
}

function derive(each: Case): IpvsProxy {
  const { hostname, nodeAddresses, nodePortAddresses, nodePortAddressesMatchAll, ...settings } =
    each.settings;
  const addresses = nodePortAddressesMatchAll ? nodeAddresses : [FAKE_ADDRESS];
  const node: Node = { name: hostname, addresses, podCIDR: null };
  const config: ProxyConfig = {
    ...DEFAULT_PROXY_CONFIG,
    mode: 'ipvs',
    version: version('1.28'),
    nodePortAddresses: nodePortAddresses.slice(1, -1).split(' '),
    iptables: { ...DEFAULT_PROXY_CONFIG.iptables, masqueradeAll: settings.masqueradeAll },
    ipvs: { ...DEFAULT_PROXY_CONFIG.ipvs, scheduler: settings.scheduler },
    randomFully: settings.randomFully,
  };
  const objects = objectsOf(each);
  return ipvsProxy(WITH_IP_MODE.includes(each.id) ? withoutProxies(objects) : objects, node, config);
}

const OPTION = { TCP: '-t', UDP: '-u', SCTP: '--sctp-service' } as const;

/** As ipvsadm would save them. */
function serverLines(servers: readonly VirtualServer[]): string[] {
  return servers.flatMap(({ address, port, protocol, scheduler, flags, timeout, realServers }) => {
    const server = `${OPTION[protocol]} ${address}:${port}`;
    const real = (realServers ?? []).map((each) =>
      each.replace(/(\S+) weight=(\d+)/, `-a ${server} -r $1 -m -w $2`),
    );
    return [`-A ${server} -s ${scheduler}${flags === 1 ? ` -p ${timeout}` : ''}`, ...real];
  });
}

function setLines(sets: Case['ipsets']): string[] {
  return Object.entries(sets).flatMap(([name, { type, entries }]) => [
    `create ${name} ${type}`,
    ...entries.map((entry) => `add ${name} ${entry}`),
  ]);
}

const sorted = (lines: readonly string[]) => lines.filter((line) => line !== '').sort();

function restoreInput(text: string): string[] {
  const lines = text.replaceAll('0x00004000', '0x4000').split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('-I'));
}

/** What iptables-save prints where the sets are there and these rules were loaded. */
function savedBehindSets({ ipsets, rules }: IpvsProxy): SavedTables {
  const { net } = bareNet();
  const ran = runIpset(['restore'], net, ipsets);
  if (ran.code !== 0) throw new Error(ran.stderr);
  return saved(restored(net, [restoreText(rules)]));
}

describe.skipIf(!present)(
  "kube-proxy's unit tests of ipvs (skipped where ../shared/conformance is not there)",
  () => {
    const { cases }: { cases: readonly Case[] } = present
      ? JSON.parse(readFileSync(CASES, 'utf8'))
      : { cases: [] };
    const nameOf = ({ id, test, sync }: Case) => `${id} ${test} ${sync}`;
    const isIPv6 = ({ settings }: Case) => settings.ipFamily === 'IPv6';
    const ours = cases.filter((each) => !isIPv6(each)).map((each) => [nameOf(each), each] as const);

    it.each(ours)('virtual servers and addresses: %s', (_, each) => {
      const { virtualServers, kubeIpvs0 } = derive(each);
      expect(sorted(virtualServers.split('\n'))).toEqual(sorted(serverLines(each.virtualServers ?? [])));
      expect(sorted(kubeIpvs0)).toEqual(sorted(each.kubeIpvs0));
    });

    it.each(ours)('sets: %s', (_, each) => {
      const lines = derive(each).ipsets.split('\n');
      const named = lines.map((line) => line.replace(/^(create \S+ \S+) .*/, '$1'));
      expect(sorted(named)).toEqual(sorted(setLines(each.ipsets)));
    });

    it.each(ours)('rules: %s', (_, each) => {
      const derived = derive(each);
      expect(byChain(restoreInput(restoreText(derived.rules)))).toEqual(byChain(each.restoreInput));
      expect(savedBehindSets(derived)).toEqual(each.iptablesSave);
    });

    it('tells how many', () => {
      const unmet = cases.filter(isIPv6).map((each) => [nameOf(each), 'IPv6'] as const);
      report('kube-proxy ipvs', cases.map(nameOf), unmet);
    });
  },
);
