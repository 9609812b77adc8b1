// iproute2 -details: what a device is besides its name and address (iplink_vxlan.c, iplink_bridge.c, iplink_bridge_slave.c, link_iptnl.c).
import type { DeviceKind, IpipConfig, NetDevice, VxlanConfig } from '../../kernel/core/netdevice.ts';
import { formatIpv4, MAC_ZERO, type MacAddress } from '../../wire/address.ts';

/** Behind the hardware address, and in lines of their own; `mode` is in `ip link` only. */
export function detailsOf(dev: NetDevice, mode: boolean): string {
  const port = dev.master ? 1 : 0;
  const [least, most] = hasLimits(dev) ? [68, 65_535] : [0, 0];
  const kinds = [kindOf(dev), ...(dev.master ? [slaveOf(dev, dev.master)] : [])].filter(
    (kind) => kind !== '',
  );
  const lines = [
    ` promiscuity ${port}  allmulti ${port} minmtu ${least} maxmtu ${most} `,
    ...kinds.map((kind) => `    ${kind} `),
  ];
  return `${lines.join('\n')}${mode ? 'addrgenmode eui64 ' : ''}${queuesOf(dev)} `;
}

const hasLimits = ({ type }: NetDevice) => !['loopback', 'ipip', 'dummy'].includes(type.kind);

/** A veth has one queue for each of two processors; what is sent in one go hangs on the device below. */
function queuesOf({ type }: NetDevice): string {
  const queues = type.kind === 'veth' ? 2 : 1;
  const tso = type.kind === 'vxlan' && type.vxlan.underlay === null ? 65_536 : 524_280;
  return [
    `numtxqueues ${queues} numrxqueues ${queues} gso_max_size 65536 gso_max_segs 65535`,
    `tso_max_size ${tso} tso_max_segs 65535 gro_max_size 65536`,
  ].join(' ');
}

function kindOf(dev: NetDevice): string {
  const { type } = dev;
  switch (type.kind) {
    case 'loopback':
    case 'nic':
      return '';
    case 'veth':
    case 'dummy':
      return type.kind;
    case 'vxlan':
      return vxlanText(type.vxlan);
    case 'ipip':
      return ipipText(dev.name, type.ipip);
    case 'bridge':
      return bridgeText(dev, type);
  }
}

/** vxlan_print_opt */
function vxlanText({ vni, remote, local, underlay, port, learning, ttl, udpcsum }: VxlanConfig): string {
  return [
    `vxlan id ${vni}`,
    ...(remote === null ? [] : [`remote ${formatIpv4(remote)}`]),
    ...(local === null ? [] : [`local ${formatIpv4(local)}`]),
    ...(underlay === null ? [] : [`dev ${underlay}`]),
    `srcport 0 0 dstport ${port}`,
    ...(learning ? [] : ['nolearning']),
    `ttl ${ttl ?? 'auto'} ageing 300 ${udpcsum ? '' : 'no'}udpcsum noudp6zerocsumtx noudp6zerocsumrx`,
  ].join(' ');
}

/** iptunnel_print_opt: the module's own tunl0 takes any protocol. */
function ipipText(name: string, { local, remote, ttl, pmtudisc, underlay }: IpipConfig): string {
  const end = (address: number | null) => (address === null ? 'any' : formatIpv4(address));
  return [
    `ipip ${name === 'tunl0' ? 'any' : 'ipip'} remote ${end(remote)} local ${end(local)}`,
    ...(underlay === null ? [] : [`dev ${underlay}`]),
    `ttl ${ttl || 'inherit'} ${pmtudisc ? '' : 'no'}pmtudisc`,
  ].join(' ');
}

type Bridge = Extract<DeviceKind, { kind: 'bridge' }>;

/** Octets without leading zeros, as br_dump_bridge_id has them. */
const bridgeId = (mac: MacAddress) => `8000.${mac.replace(/\b0(?=[0-9a-f])/g, '')}`;

/** bridge_print_opt. Nothing here runs a spanning tree or listens to multicast: their timers stand still. */
function bridgeText({ mac }: NetDevice, { stp, ageing, selected }: Bridge): string {
  const id = bridgeId(selected ? mac : MAC_ZERO);
  return [
    `bridge forward_delay 1500 hello_time 200 max_age 2000 ageing_time ${ageing / CENTISECOND}`,
    `stp_state ${stp ? 1 : 0} priority 32768 vlan_filtering 0 bridge_id ${id} designated_root ${id}`,
    'root_port 0 root_path_cost 0 topology_change 0 topology_change_detected 0',
    'hello_timer    0.00 tcn_timer    0.00 topology_change_timer    0.00 gc_timer    0.00',
    'group_fwd_mask 0 group_address 01:80:c2:00:00:00 mcast_snooping 0 no_linklocal_learn 0 mcast_vlan_snooping 0',
    'mcast_router 1 mcast_query_use_ifaddr 0 mcast_querier 0 mcast_hash_elasticity 16 mcast_hash_max 4096',
    'mcast_last_member_count 2 mcast_startup_query_count 2 mcast_last_member_interval 100',
    'mcast_membership_interval 26000 mcast_querier_interval 25500 mcast_query_interval 12500',
    'mcast_query_response_interval 1000 mcast_startup_query_interval 3124 mcast_stats_enabled 0',
    'mcast_igmp_version 2 mcast_mld_version 1 nf_call_iptables 0 nf_call_ip6tables 0 nf_call_arptables 0',
  ].join(' ');
}

const CENTISECOND = 10_000;

const onOrOff = (value: boolean) => (value ? 'on' : 'off');

/** bridge_slave_print_opt */
function slaveOf({ portNo, hairpin, learning, flood, ...port }: NetDevice, bridge: NetDevice): string {
  const id = bridgeId(bridge.mac);
  const state = bridge.up && port.up && port.carrier ? 'forwarding' : 'disabled';
  return [
    `bridge_slave state ${state} priority 32 cost 2 hairpin ${onOrOff(hairpin)} guard off root_block off`,
    `fastleave off learning ${onOrOff(learning)} flood ${onOrOff(flood)}`,
    `port_id 0x800${portNo.toString(16)} port_no 0x${portNo.toString(16)} designated_port ${0x8000 + portNo}`,
    `designated_cost 0 designated_bridge ${id} designated_root ${id}`,
    'hold_timer    0.00 message_age_timer    0.00 forward_delay_timer    0.00 topology_change_ack 0 config_pending 0',
    'proxy_arp off proxy_arp_wifi off mcast_router 1 mcast_fast_leave off mcast_flood on bcast_flood on',
    'mcast_to_unicast off neigh_suppress off group_fwd_mask 0 group_fwd_mask_str 0x0 vlan_tunnel off isolated off locked off',
  ].join(' ');
}
