// containernetworking/plugins plugins/meta/portmap, portmap_iptables.go: ports of the node that lead to a pod (hostPort).

import { type IptablesCall, iptables } from '../host/iptables.ts';
import { type Part, part } from '../host/part.ts';
import { masked } from '../host/prefix.ts';
import { chainName } from './chain_name.ts';
import type { Attachment, PortMapping } from './sandbox.ts';

export interface PortmapConf {
  /** The network's name: `cbr0`. */
  readonly name: string;
  /** The device by which the node reaches its pods. Default: the pod's own veth. */
  readonly bridge?: string;
  /** The prefix length of the pods' addresses. */
  readonly length: number;
  /** A pod with a host port was here before: the chains that all pods share are never deleted. */
  readonly leftBehind?: boolean;
}

const DNAT = 'CNI-HOSTPORT-DNAT';
const SETMARK = 'CNI-HOSTPORT-SETMARK';
const MASQ = 'CNI-HOSTPORT-MASQ';
const MARK = '0x2000/0x2000';

const nat = iptables('nat');

export function portmapPart(conf: PortmapConf, pods: readonly Attachment[]): Part {
  const mapped = pods.filter(({ portMappings }) => portMappings.length > 0);
  if (mapped.length === 0 && !conf.leftBehind) return part({});
  return part({
    // enableLocalnetRouting: what the node sends to its own 127.0.0.1 may leave by this device.
    sysctl: Object.fromEntries(
      mapped.map(({ veth }) => [`net.ipv4.conf.${conf.bridge ?? veth}.route_localnet`, '1']),
    ),
    iptables: [...sharedChains(), ...mapped.flatMap((pod) => dnatChain(conf, pod))],
  });
}

/** genSetMarkChain, genMarkMasqChain, genToplevelDnatChain. Only the masquerading goes to the top, before that of other plugins. */
function sharedChains(): IptablesCall[] {
  const toLocal = `-m addrtype --dst-type LOCAL -j ${DNAT}`;
  return [
    nat.newChain(SETMARK),
    nat.append(SETMARK, `-m comment --comment "CNI portfwd masquerade mark" -j MARK --set-xmark ${MARK}`),
    nat.newChain(MASQ),
    nat.append(MASQ, `-m mark --mark ${MARK} -j MASQUERADE`),
    nat.insert('POSTROUTING', `-m comment --comment "CNI portfwd requiring masquerade" -j ${MASQ}`),
    nat.newChain(DNAT),
    nat.append('PREROUTING', toLocal),
    nat.append('OUTPUT', toLocal),
  ];
}

/** genDnatChain: the pod's own chain, and its entries by protocol. */
function dnatChain(conf: PortmapConf, { containerId, address, portMappings }: Attachment): IptablesCall[] {
  const chain = chainName(conf.name, containerId, 'DN-');
  const comment = trimComment(`dnat name: "${conf.name}" id: "${containerId}"`).replaceAll('"', '\\"');
  return [
    nat.newChain(chain),
    ...portMappings.flatMap((mapping) => portRules(chain, conf, address, mapping)),
    ...entries(portMappings).map(({ protocol, ports }) =>
      nat.append(
        DNAT,
        `-p ${protocol} -m comment --comment "${comment}" -m multiport --dports ${ports.join(',')} -j ${chain}`,
      ),
    ),
  ];
}

/** Longer comments are refused by iptables. */
const trimComment = (text: string) => (text.length <= 255 ? text : `${text.slice(0, 253)}...`);

/** What a pod, or the node by 127.0.0.1, sends to the port comes back only if it is masqueraded. */
function portRules(
  chain: string,
  { length }: PortmapConf,
  address: string,
  { protocol, hostPort, containerPort, hostIp }: PortMapping,
): IptablesCall[] {
  const to = hostIp === undefined || hostIp === '0.0.0.0' ? '' : `-d ${hostIp}/32 `;
  const port = `${to}-p ${protocol} -m ${protocol} --dport ${hostPort}`;
  return [
    nat.append(chain, `-s ${masked(`${address}/${length}`)} ${port} -j ${SETMARK}`),
    nat.append(chain, `-s 127.0.0.1/32 ${port} -j ${SETMARK}`),
    nat.append(chain, `${port} -j DNAT --to-destination ${address}:${containerPort}`),
  ];
}

/** groupByProto and splitPortList: multiport takes fifteen ports. */
function entries(mappings: readonly PortMapping[]): { protocol: string; ports: number[] }[] {
  const protocols = [...new Set(mappings.map(({ protocol }) => protocol))].sort();
  return protocols.flatMap((protocol) => {
    const ports = mappings.filter((each) => each.protocol === protocol).map(({ hostPort }) => hostPort);
    const pieces = Math.ceil(ports.length / 15);
    return Array.from({ length: pieces }, (_, nth) => ({
      protocol,
      ports: ports.slice(15 * nth, 15 * nth + 15),
    }));
  });
}
