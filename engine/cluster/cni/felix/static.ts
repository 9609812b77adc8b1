// Calico felix/rules/static.go (v3.22): the chains every node has, and setUpIptablesNormal, which hangs them into the kernel's.
import type { IptablesCall } from '../../host/iptables.ts';
import { ACCEPT, ALL, FROM_WORKLOAD } from './marks.ts';
import { ACTION, appendRules, type Chain, insertRule, MATCH, type Rule, updateChain } from './rule.ts';

export interface FelixConf {
  /** Some pool's packets travel by tunl0. */
  readonly ipip: boolean;
  /** Some pool's pods reach the world with the node's address. */
  readonly natOutgoing: boolean;
  /** This node's iptables has MASQUERADE --random-fully. */
  readonly randomFully: boolean;
  /** DefaultEndpointToHostAction. */
  readonly endpointToHost: 'ACCEPT' | 'RETURN' | 'DROP';
}

export const SETS = {
  allPools: 'cali40all-ipam-pools',
  masqueradedPools: 'cali40masq-ipam-pools',
  allHosts: 'cali40all-hosts-net',
} as const;

const CALI = 'cali+';
const IPIP = MATCH.protocol(4, 'ipencap');

const jump = (chain: string): Rule => ({ action: ACTION.jump(chain) });

const acceptedAlready: Rule = { match: [MATCH.markSet(ACCEPT)], action: ACTION.accept };

const hostPolicyAccepted = (action = ACTION.accept): Rule => ({
  comment: 'Host endpoint policy accepted packet.',
  match: [MATCH.markSet(ACCEPT)],
  action,
});

const clear = (mark: number): Rule => ({ action: ACTION.clearMark(mark) });

/** Nobody has declared host endpoints: their chains are there, and empty. */
const empty = (...names: string[]): Chain[] => names.map((name) => ({ name, rules: [] }));

export function rawTable(): IptablesCall[] {
  const chains: Chain[] = [
    ...empty('cali-from-host-endpoint', 'cali-to-host-endpoint'),
    {
      name: 'cali-PREROUTING',
      rules: [
        clear(ALL),
        { match: [MATCH.inInterface(CALI)], action: ACTION.setMark(FROM_WORKLOAD) },
        { match: [MATCH.markSet(FROM_WORKLOAD), MATCH.rpfCheckFailed], action: ACTION.drop },
        { match: [MATCH.markClear(FROM_WORKLOAD)], action: ACTION.jump('cali-from-host-endpoint') },
        acceptedAlready,
      ],
    },
    { name: 'cali-OUTPUT', rules: [clear(ALL), jump('cali-to-host-endpoint'), acceptedAlready] },
  ];
  return [
    ...chains.flatMap((chain) => updateChain('raw', chain)),
    insertRule('raw', 'PREROUTING', jump('cali-PREROUTING')),
    insertRule('raw', 'OUTPUT', jump('cali-OUTPUT')),
  ];
}

export function mangleTable(): IptablesCall[] {
  const chains: Chain[] = [
    ...empty('cali-from-host-endpoint', 'cali-to-host-endpoint'),
    {
      name: 'cali-PREROUTING',
      rules: [
        { match: [MATCH.ctstate('RELATED,ESTABLISHED')], action: ACTION.accept },
        acceptedAlready,
        jump('cali-from-host-endpoint'),
        hostPolicyAccepted(),
      ],
    },
    {
      name: 'cali-POSTROUTING',
      rules: [
        { match: [MATCH.markSet(ACCEPT)], action: ACTION.return },
        clear(ALL),
        { match: [MATCH.ctstate('DNAT')], action: ACTION.jump('cali-to-host-endpoint') },
        hostPolicyAccepted(ACTION.return),
      ],
    },
  ];
  return [
    ...chains.flatMap((chain) => updateChain('mangle', chain)),
    insertRule('mangle', 'PREROUTING', jump('cali-PREROUTING')),
    insertRule('mangle', 'POSTROUTING', jump('cali-POSTROUTING')),
  ];
}

export function natTable(conf: FelixConf): IptablesCall[] {
  const chains: Chain[] = [
    ...empty('cali-fip-dnat', 'cali-fip-snat'),
    { name: 'cali-PREROUTING', rules: [jump('cali-fip-dnat')] },
    {
      name: 'cali-POSTROUTING',
      rules: [jump('cali-fip-snat'), jump('cali-nat-outgoing'), ...(conf.ipip ? [fromTunnel(conf)] : [])],
    },
    { name: 'cali-OUTPUT', rules: [jump('cali-fip-dnat')] },
    { name: 'cali-nat-outgoing', rules: conf.natOutgoing ? [natOutgoing(conf)] : [] },
  ];
  return [
    ...chains.flatMap((chain) => updateChain('nat', chain)),
    insertRule('nat', 'PREROUTING', jump('cali-PREROUTING')),
    insertRule('nat', 'POSTROUTING', jump('cali-POSTROUTING')),
    insertRule('nat', 'OUTPUT', jump('cali-OUTPUT')),
  ];
}

/** What the node sends into the tunnel with another of its addresses gets the tunnel's. */
const fromTunnel = ({ randomFully }: FelixConf): Rule => ({
  match: [MATCH.outInterface('tunl0'), MATCH.sourceNotLocalToOut, MATCH.sourceLocal],
  action: ACTION.masquerade(randomFully),
});

/** nat.go NATOutgoingChain. */
const natOutgoing = ({ randomFully }: FelixConf): Rule => ({
  match: [MATCH.sourceSet(SETS.masqueradedPools), MATCH.notDestinationSet(SETS.allPools)],
  action: ACTION.masquerade(randomFully),
});

export function filterTable(conf: FelixConf): IptablesCall[] {
  const chains = [
    ...empty(
      'cali-from-hep-forward',
      'cali-to-hep-forward',
      'cali-from-host-endpoint',
      'cali-to-host-endpoint',
    ),
    ...empty('cali-cidr-block'),
    filterForward,
    filterInput(conf),
    workloadToHost(conf),
    filterOutput(conf),
  ];
  return [
    ...chains.flatMap((chain) => updateChain('filter', chain)),
    insertRule('filter', 'FORWARD', jump('cali-FORWARD')),
    insertRule('filter', 'INPUT', jump('cali-INPUT')),
    insertRule('filter', 'OUTPUT', jump('cali-OUTPUT')),
    ...appendRules('filter', 'FORWARD', [
      { ...acceptedAlready, comment: 'Policy explicitly accepted packet.' },
      { action: ACTION.setMark(ACCEPT) },
    ]),
  ];
}

/** The accept bit stays: it may come from raw or mangle. */
const filterForward: Chain = {
  name: 'cali-FORWARD',
  rules: [
    clear(ALL & ~ACCEPT),
    { match: [MATCH.markClear(ACCEPT)], action: ACTION.jump('cali-from-hep-forward') },
    { match: [MATCH.inInterface(CALI)], action: ACTION.jump('cali-from-wl-dispatch') },
    { match: [MATCH.outInterface(CALI)], action: ACTION.jump('cali-to-wl-dispatch') },
    jump('cali-to-hep-forward'),
    jump('cali-cidr-block'),
  ],
};

const filterInput = ({ ipip }: FelixConf): Chain => ({
  name: 'cali-INPUT',
  rules: [
    ...(ipip ? IPIP_IN : []),
    { match: [MATCH.inInterface(CALI)], action: ACTION.goto('cali-wl-to-host') },
    acceptedAlready,
    clear(ALL),
    jump('cali-from-host-endpoint'),
    hostPolicyAccepted(),
  ],
});

const IPIP_IN: readonly Rule[] = [
  {
    comment: 'Allow IPIP packets from Calico hosts',
    match: [IPIP, MATCH.sourceSet(SETS.allHosts), MATCH.destinationLocal],
    action: ACTION.accept,
  },
  { comment: 'Drop IPIP packets from non-Calico hosts', match: [IPIP], action: ACTION.drop },
];

const workloadToHost = ({ endpointToHost }: FelixConf): Chain => ({
  name: 'cali-wl-to-host',
  rules: [
    jump('cali-from-wl-dispatch'),
    { comment: 'Configured DefaultEndpointToHostAction', action: ACTION.jump(endpointToHost) },
  ],
});

const filterOutput = ({ ipip }: FelixConf): Chain => ({
  name: 'cali-OUTPUT',
  rules: [
    acceptedAlready,
    { match: [MATCH.outInterface(CALI)], action: ACTION.return },
    ...(ipip ? [IPIP_OUT] : []),
    clear(ALL),
    { match: [MATCH.notCtstate('DNAT')], action: ACTION.jump('cali-to-host-endpoint') },
    hostPolicyAccepted(),
  ],
});

const IPIP_OUT: Rule = {
  comment: 'Allow IPIP packets to other Calico hosts',
  match: [IPIP, MATCH.destinationSet(SETS.allHosts), MATCH.sourceLocal],
  action: ACTION.accept,
};
