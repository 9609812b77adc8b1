// Calico felix/rules dispatch.go, endpoints.go, policy.go (v3.22): from an interface to the chains of its pod, and what they let pass.
import type { IptablesCall } from '../../host/iptables.ts';
import { ACCEPT } from './marks.ts';
import { lengthLimited } from './names.ts';
import { ACTION, type Chain, MATCH, type Rule, updateChain } from './rule.ts';

export interface Workload {
  /** The node's end of its pair. */
  readonly iface: string;
  /** In the order in which they are asked: the namespace's, the service account's. */
  readonly profiles: readonly Profile[];
}

export interface Profile {
  readonly name: string;
  /** A namespace's lets all pass; a service account's says nothing. */
  readonly allows: boolean;
}

/** All in the filter table. */
export function workloadChains(workloads: readonly Workload[]): IptablesCall[] {
  const ifaces = workloads.map(({ iface }) => iface).sort();
  const profiles = new Map(workloads.flatMap((each) => each.profiles).map((each) => [each.name, each]));
  const chains = [
    ...dispatch('cali-from-wl-dispatch', 'cali-fw-', MATCH.inInterface, ifaces),
    ...dispatch('cali-to-wl-dispatch', 'cali-tw-', MATCH.outInterface, ifaces),
    ...workloads.flatMap(endpointChains),
    ...[...profiles.values()].flatMap(profileChains),
  ];
  return chains.flatMap((chain) => updateChain('filter', chain));
}

const UNKNOWN: Rule = { comment: 'Unknown interface', action: ACTION.drop };

/** interfaceNameDispatchChains: where names share a further letter, they share a chain. */
function dispatch(
  root: string,
  endpointPrefix: string,
  match: typeof MATCH.inInterface,
  ifaces: readonly string[],
): Chain[] {
  const common = commonPrefix(ifaces).length;
  const branches = [...new Set(ifaces.map((iface) => iface.slice(0, common + 1)))].map((prefix) => ({
    prefix,
    members: ifaces.filter((iface) => iface.startsWith(prefix)),
  }));
  const toEndpoint = (iface: string): Rule => ({
    match: [match(iface)],
    action: ACTION.goto(lengthLimited(endpointPrefix, iface)),
  });
  const child = (prefix: string) => `${root}-${prefix.slice(common)}`;
  const shared = branches.filter(({ members }) => members.length > 1);
  return [
    ...shared.map(({ prefix, members }) => ({
      name: child(prefix),
      rules: [...members.map(toEndpoint), UNKNOWN],
    })),
    {
      name: root,
      rules: [
        ...branches.map(({ prefix, members: [first, ...others] }) =>
          others.length > 0
            ? { match: [match(`${prefix}+`)], action: ACTION.goto(child(prefix)) }
            : toEndpoint(first!),
        ),
        UNKNOWN,
      ],
    },
  ];
}

/** Of names in their order, the first and the last differ soonest. */
function commonPrefix(sorted: readonly string[]): string {
  const [first = '', last = ''] = [sorted[0], sorted.at(-1)];
  let length = 0;
  while (length < first.length && first[length] === last[length]) length++;
  return first.slice(0, length);
}

/** WorkloadEndpointToIptablesChains: cali-tw- for what comes to the pod, cali-fw- for what comes from it. */
function endpointChains({ iface, profiles }: Workload): Chain[] {
  return [
    {
      name: lengthLimited('cali-tw-', iface),
      rules: [...established, ...askProfiles('cali-pri-', profiles)],
    },
    {
      name: lengthLimited('cali-fw-', iface),
      rules: [...established, ...NO_TUNNELS, ...askProfiles('cali-pro-', profiles)],
    },
  ];
}

const established: readonly Rule[] = [
  { match: [MATCH.ctstate('RELATED,ESTABLISHED')], action: ACTION.accept },
  { match: [MATCH.ctstate('INVALID')], action: ACTION.drop },
  { action: ACTION.clearMark(ACCEPT) },
];

/** A pod could put another's packets into a tunnel of its own. */
const NO_TUNNELS: readonly Rule[] = [
  {
    comment: 'Drop VXLAN encapped packets originating in workloads',
    match: [MATCH.protocol(17, 'udp'), MATCH.destinationPort(4789)],
    action: ACTION.drop,
  },
  {
    comment: 'Drop IPinIP encapped packets originating in workloads',
    match: [MATCH.protocol(4, 'ipencap')],
    action: ACTION.drop,
  },
];

function askProfiles(prefix: string, profiles: readonly Profile[]): Rule[] {
  return [
    ...profiles.flatMap(({ name }) => [
      { action: ACTION.jump(lengthLimited(prefix, name)) },
      { comment: 'Return if profile accepted', match: [MATCH.markSet(ACCEPT)], action: ACTION.return },
    ]),
    { comment: 'Drop if no profiles matched', action: ACTION.drop },
  ];
}

/** ProfileToIptablesChains. */
function profileChains({ name, allows }: Profile): Chain[] {
  const rules = (direction: string): Rule[] => {
    const comment = `Profile ${name} ${direction}`;
    if (!allows) return [{ comment }];
    return [
      { comment, action: ACTION.setMark(ACCEPT) },
      { match: [MATCH.markSet(ACCEPT)], action: ACTION.return },
    ];
  };
  return [
    { name: lengthLimited('cali-pri-', name), rules: rules('ingress') },
    { name: lengthLimited('cali-pro-', name), rules: rules('egress') },
  ];
}
