// net/bridge/br_if.c, br_stp_if.c: ports come to a bridge and leave it, and what it takes from them.
import { link_changed } from '../core/link_row.ts';
import type { DeviceKind, NetDevice } from '../core/netdevice.ts';
import { br_fdb_add_local, br_fdb_change_mac_address, br_fdb_delete_by_port } from './br_fdb.ts';

const ETH_DATA_LEN = 1500;

type Bridge = Extract<DeviceKind, { kind: 'bridge' }>;

function bridgeOf({ name, type }: NetDevice): Bridge {
  if (type.kind !== 'bridge') throw new Error(`${name} is no bridge`);
  return type;
}

function find_portno(ports: readonly NetDevice[]): number {
  for (let number = 1; ; number++) if (!ports.some(({ portNo }) => portNo === number)) return number;
}

/** br_add_if */
export function br_add_if(bridge: NetDevice, dev: NetDevice): void {
  const { ports } = bridgeOf(bridge);
  dev.master = bridge;
  dev.portNo = find_portno(ports);
  ports.push(dev);
  br_fdb_add_local(bridge, dev);
  br_ports_changed(bridge);
  link_changed(dev);
}

/** br_del_if */
export function br_del_if(dev: NetDevice): void {
  const bridge = dev.master;
  if (!bridge) return;
  const { ports } = bridgeOf(bridge);
  ports.splice(ports.indexOf(dev), 1);
  dev.master = null;
  Object.assign(dev, { hairpin: false, learning: true, flood: true });
  br_fdb_delete_by_port(bridge, dev, true);
  br_ports_changed(bridge);
  link_changed(dev);
}

/** br_port_carrier_check: a port that can carry nothing, or whose bridge is down, forgets who was behind it. */
export function br_port_state_change(port: NetDevice): void {
  const { master } = port;
  if (master && !(master.up && port.up && port.carrier)) br_fdb_delete_by_port(master, port, false);
}

/** br_stp_recalculate_bridge_id and br_mtu_auto_adjust: the lowest address and the smallest MTU of the ports. */
export function br_ports_changed(bridge: NetDevice): void {
  const { ports } = bridgeOf(bridge);
  bridgeOf(bridge).selected = true;
  const lowest = ports.map(({ mac }) => mac).sort()[0] ?? '00:00:00:00:00:00';
  if (!bridge.macSet && lowest !== bridge.mac) br_fdb_change_mac_address(bridge, lowest);
  if (!bridge.mtuSet)
    bridge.mtu = ports.length === 0 ? ETH_DATA_LEN : Math.min(...ports.map(({ mtu }) => mtu));
  link_changed(bridge);
}
