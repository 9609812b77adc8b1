// pkg/proxy/ipvs/ipset.go, proxier.go ipsetInfo: the sets that stand for rules about services.

type SetType = 'hash:ip' | 'hash:ip,port' | 'hash:ip,port,ip' | 'hash:ip,port,net' | 'bitmap:port';

interface SetInfo {
  readonly type: SetType;
  /** What rules that ask for it say. */
  readonly comment: string;
}

/** In the order in which kube-proxy makes them. */
export const IPSETS = {
  'KUBE-LOOP-BACK': {
    type: 'hash:ip,port,ip',
    comment: 'Kubernetes endpoints dst ip:port, source ip for solving hairpin purpose',
  },
  'KUBE-CLUSTER-IP': {
    type: 'hash:ip,port',
    comment: 'Kubernetes service cluster ip + port for masquerade purpose',
  },
  'KUBE-EXTERNAL-IP': {
    type: 'hash:ip,port',
    comment: 'Kubernetes service external ip + port for masquerade and filter purpose',
  },
  'KUBE-EXTERNAL-IP-LOCAL': {
    type: 'hash:ip,port',
    comment: 'Kubernetes service external ip + port with externalTrafficPolicy=local',
  },
  'KUBE-LOAD-BALANCER': { type: 'hash:ip,port', comment: 'Kubernetes service lb portal' },
  'KUBE-LOAD-BALANCER-FW': {
    type: 'hash:ip,port',
    comment: 'Kubernetes service load balancer ip + port for load balancer with sourceRange',
  },
  'KUBE-LOAD-BALANCER-LOCAL': {
    type: 'hash:ip,port',
    comment: 'Kubernetes service load balancer ip + port with externalTrafficPolicy=local',
  },
  'KUBE-LOAD-BALANCER-SOURCE-IP': {
    type: 'hash:ip,port,ip',
    comment: 'Kubernetes service load balancer ip + port + source IP for packet filter purpose',
  },
  'KUBE-LOAD-BALANCER-SOURCE-CIDR': {
    type: 'hash:ip,port,net',
    comment: 'Kubernetes service load balancer ip + port + source cidr for packet filter purpose',
  },
  'KUBE-NODE-PORT-TCP': {
    type: 'bitmap:port',
    comment: 'Kubernetes nodeport TCP port for masquerade purpose',
  },
  'KUBE-NODE-PORT-LOCAL-TCP': {
    type: 'bitmap:port',
    comment: 'Kubernetes nodeport TCP port with externalTrafficPolicy=local',
  },
  'KUBE-NODE-PORT-UDP': {
    type: 'bitmap:port',
    comment: 'Kubernetes nodeport UDP port for masquerade purpose',
  },
  'KUBE-NODE-PORT-LOCAL-UDP': {
    type: 'bitmap:port',
    comment: 'Kubernetes nodeport UDP port with externalTrafficPolicy=local',
  },
  'KUBE-NODE-PORT-SCTP-HASH': {
    type: 'hash:ip,port',
    comment: "Kubernetes nodeport SCTP port for masquerade purpose with type 'hash ip:port'",
  },
  'KUBE-NODE-PORT-LOCAL-SCTP-HASH': {
    type: 'hash:ip,port',
    comment: "Kubernetes nodeport SCTP port with externalTrafficPolicy=local with type 'hash ip:port'",
  },
  'KUBE-HEALTH-CHECK-NODE-PORT': { type: 'bitmap:port', comment: 'Kubernetes health check node port' },
  'KUBE-IPVS-IPS': { type: 'hash:ip', comment: '' },
} as const satisfies Readonly<Record<string, SetInfo>>;

export type SetName = keyof typeof IPSETS;

const NAMES = Object.keys(IPSETS) as SetName[];

/** The sets of one node; an entry that is in already is not added again. */
export class Ipsets {
  private readonly entries = new Map<SetName, Set<string>>(NAMES.map((name) => [name, new Set()]));

  add(name: SetName, entry: string): void {
    this.entries.get(name)!.add(entry);
  }

  isEmpty(name: SetName): boolean {
    return this.entries.get(name)!.size === 0;
  }

  /** For `ipset restore`: all sets are made, also those nothing is in. */
  toText(): string {
    const lines = NAMES.flatMap((name) => [
      createLine(name),
      ...[...this.entries.get(name)!].map((entry) => `add ${name} ${entry}`),
    ]);
    return lines.map((line) => `${line}\n`).join('');
  }
}

function createLine(name: SetName): string {
  const { type } = IPSETS[name];
  if (type === 'bitmap:port') return `create ${name} ${type} range 0-65535`;
  return `create ${name} ${type} family inet hashsize 1024 maxelem 65536`;
}
