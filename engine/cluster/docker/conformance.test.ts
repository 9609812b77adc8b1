// What docker's own test suite and documentation say it writes (moby, Apache-2.0): read where it lies beside the project, not kept in it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TableKind } from '../../trace/rows.ts';
import { LaidTable, saveTable } from '../host/laid_table.ts';
import type { DockerHost } from './declared.ts';
import { dockerPart } from './docker.ts';
import { featuresOf } from './features.ts';
import { setupIPChains } from './iptabler/chains.ts';
import { type FirewallConfig, type GatewayMode, type NetworkConfig, UNSPECIFIED } from './iptabler/config.ts';
import { networkRules } from './iptabler/network.ts';
import { endpointRules, portRules } from './iptabler/port.ts';

const FILE = join(import.meta.dirname, '../../../../shared/conformance/docker-cases.json');

interface Options {
  readonly no?: true;
  readonly cleaned?: true;
  readonly hairpin?: boolean;
  readonly wsl2mirrored?: boolean;
  readonly internal?: boolean;
  readonly icc?: boolean;
  readonly masq?: boolean;
  readonly snat?: boolean;
  readonly gwm?: GatewayMode;
  readonly bindlh?: boolean;
}

interface Cases {
  readonly cases: readonly {
    readonly name: string;
    readonly family: 'IPv4' | 'IPv6';
    readonly options: Options;
    readonly lines: readonly string[];
  }[];
  readonly docs: readonly {
    readonly tag: string;
    readonly scenario: string;
    readonly tables: Readonly<Partial<Record<TableKind, readonly string[]>>>;
  }[];
}

const present = existsSync(FILE);
const { cases, docs }: Cases = present ? JSON.parse(readFileSync(FILE, 'utf8')) : { cases: [], docs: [] };

const IPV6 = 'IPv6 is not emulated';
const SWARM = "swarm's ingress (docker_gwbridge, DOCKER-INGRESS, the IPVS of its own sandbox) is not derived";

/** Not met, and why. */
const notMet = new Map<string, string>([
  ...cases.filter(({ family }) => family === 'IPv6').map(({ name }) => [name, IPV6] as const),
  ['v28.0.0 swarm-portmap', SWARM],
  ['HEAD swarm-portmap', SWARM],
]);

const TABLES = ['raw', 'filter', 'nat'] as const;

/** The network and the one container of moby's TestIptabler. */
function iptabler(options: Options) {
  const config: FirewallConfig = {
    features: featuresOf('29.0.0'),
    hairpin: options.hairpin ?? false,
    wsl2Mirrored: options.wsl2mirrored ?? false,
  };
  if (options.no) return [];
  if (options.cleaned) return setupIPChains(config);
  const network: NetworkConfig = {
    bridge: 'br-dummy',
    subnet: '192.168.0.0/24',
    internal: options.internal ?? false,
    icc: options.icc ?? false,
    masquerade: options.masq ?? false,
    gatewayMode: options.gwm ?? 'nat',
    hostIp: options.snat ? '192.168.123.0' : null,
  };
  return [
    ...setupIPChains(config),
    ...networkRules(network, config),
    ...endpointRules(network, config, '192.168.0.2'),
    ...portRules(network, config, {
      protocol: 'tcp',
      address: '192.168.0.2',
      port: 80,
      hostIp: options.bindlh ? '127.0.0.1' : UNSPECIFIED,
      hostPort: 8080,
    }),
  ];
}

const VERSIONS: Readonly<Record<string, string>> = { 'v28.0.0': '28.0.0', HEAD: '29.0.0' };

const bridge1 = { name: 'bridge1', bridge: 'bridge1', gateway: '192.0.2.1/24' };
const published = { hostPort: 8080, containerPort: 80 };
const c1 = { name: 'c1', network: 'bridge1', publish: [published] };

/** What the documents' docker commands declare. */
const DOCUMENTED: Readonly<Record<string, Omit<DockerHost, 'name' | 'version'>>> = {
  'new-daemon': {},
  'usernet-internal': {
    networks: [
      { name: 'bridge1', bridge: 'bridgeICC', gateway: '192.0.2.1/24', internal: true },
      { name: 'bridge2', bridge: 'bridgeNoICC', gateway: '198.51.100.1/24', internal: true, icc: false },
    ],
    containers: [{ name: 'c1', network: 'bridge1' }],
  },
  'usernet-portmap': { networks: [bridge1], containers: [c1] },
  'usernet-portmap-lo': {
    networks: [bridge1],
    containers: [{ ...c1, publish: [{ ...published, hostIp: '127.0.0.1' }] }],
  },
  'usernet-portmap-natunprot': {
    networks: [{ ...bridge1, gatewayMode: 'nat-unprotected' }],
    containers: [c1],
  },
  'usernet-portmap-noicc': { networks: [{ ...bridge1, icc: false }], containers: [c1] },
  'usernet-portmap-noproxy': { networks: [bridge1], containers: [c1], userlandProxy: false },
  'usernet-portmap-routed': { networks: [{ ...bridge1, gatewayMode: 'routed' }], containers: [c1] },
};

/** A table as `iptables -S` prints it. */
function listed(table: TableKind, host: DockerHost): string[] {
  const docker = dockerPart(host);
  if (!docker.ok) throw new Error(docker.problem.what);
  return saveTable(new LaidTable(table, docker.value.iptables))
    .slice(1, -1)
    .map((line) => line.replace(/^:(\S+) - .*/, '-N $1').replace(/^:(\S+) (ACCEPT|DROP) .*/, '-P $1 $2'));
}

describe.skipIf(!present)(
  `docker's own cases${present ? '' : ' (skipped: docker-cases.json is not here)'}`,
  () => {
    let met = 0;

    it.each(cases.filter(({ name }) => !notMet.has(name)))('$name', ({ options, lines }) => {
      const calls = iptabler(options);
      expect(TABLES.flatMap((table) => saveTable(new LaidTable(table, calls)))).toEqual(lines);
      met++;
    });

    it.each(docs.filter(({ tag, scenario }) => !notMet.has(`${tag} ${scenario}`)))(
      'document $scenario of $tag',
      ({ tag, scenario, tables }) => {
        const host = { name: 'host', version: VERSIONS[tag]!, ...DOCUMENTED[scenario] };
        for (const [table, lines] of Object.entries(tables))
          expect(listed(table as TableKind, host)).toEqual(lines);
        met++;
      },
    );

    it.skip.each([...notMet])('not met: %s (%s)', () => {});

    it('are met, or listed with a reason', () => {
      const all = cases.length + docs.length;
      const reasons = [...new Set(notMet.values())].map(
        (reason) => `${[...notMet.values()].filter((each) => each === reason).length} not met: ${reason}`,
      );
      console.log([`docker: ${met} of ${all} cases met`, ...reasons].join('\n'));
      expect(met + notMet.size).toBe(all);
    });
  },
);
