// net/core/rtnetlink.c do_setlink: what can be changed of a device.
import { br_fdb_change_mac_address, br_fdb_changeaddr } from '../kernel/bridge/br_fdb.ts';
import { br_add_if, br_del_if, br_ports_changed } from '../kernel/bridge/br_if.ts';
import { dev_change_name, dev_change_net_namespace, dev_close, dev_open } from '../kernel/core/dev_change.ts';
import { link_changed } from '../kernel/core/link_row.ts';
import { linkwatch_do_dev } from '../kernel/core/link_watch.ts';
import type { NetDevice } from '../kernel/core/netdevice.ts';
import { vxlan_max_mtu } from '../kernel/dev/vxlan.ts';
import type { Net } from '../kernel/net_namespace.ts';
import { isMulticastMac, MAC_ZERO, type MacAddress } from '../wire/address.ts';
import { type DeviceRegistry, EEXIST, EINVAL, EOPNOTSUPP, MAX_MTU, withDevice } from './registry.ts';
import type { LinkChanges, Refusal } from './request.ts';

const MIN_MTU = 68;

export function setLink(net: Net, registry: DeviceRegistry, name: string, changes: LinkChanges): Refusal {
  return withDevice(net, name, (dev) => {
    const { netns, mac, mtu, name: renamed, master, up } = changes;
    return (
      (netns === undefined ? null : setNetns(dev, registry.net(netns))) ??
      (mac === undefined ? null : setMac(dev, mac)) ??
      (mtu === undefined ? null : setMtu(dev, mtu)) ??
      (renamed === undefined ? null : setName(dev, renamed)) ??
      (master === undefined ? null : setMaster(dev, master)) ??
      setPortFlags(dev, changes) ??
      (up === undefined ? null : setUp(dev, up))
    );
  });
}

function setUp(dev: NetDevice, up: boolean): Refusal {
  if (up) dev_open(dev);
  else dev_close(dev);
  return null;
}

function setNetns(dev: NetDevice, net: Net | undefined): Refusal {
  if (!net) return EINVAL;
  if (net === dev.net) return null;
  // NETIF_F_NETNS_LOCAL
  if (dev.type.kind === 'loopback' || dev.type.kind === 'bridge')
    return 'Error: The interface netns is immutable.';
  if (net.device(dev.name)) return EEXIST;
  dev_change_net_namespace(dev, net);
  return null;
}

/** dev_set_mac_address: a bridge keeps the address from now on, and the bridge of a port looks at its ports again. */
function setMac(dev: NetDevice, mac: MacAddress): Refusal {
  if (dev.type.kind === 'loopback') return EOPNOTSUPP;
  if (isMulticastMac(mac) || mac === MAC_ZERO) return 'RTNETLINK answers: Cannot assign requested address';
  const before = dev.mac;
  dev.macSet = true;
  if (dev.type.kind === 'bridge') {
    br_fdb_change_mac_address(dev, mac);
    dev.type.selected = true;
    linkwatch_do_dev(dev);
  }
  dev.mac = mac;
  if (dev.master) {
    br_fdb_changeaddr(dev.master, dev, before);
    br_ports_changed(dev.master);
  }
  link_changed(dev);
  return null;
}

function setMtu(dev: NetDevice, mtu: number): Refusal {
  if (mtu < MIN_MTU && dev.type.kind !== 'loopback') return 'Error: mtu less than device minimum.';
  if (mtu > MAX_MTU && dev.type.kind !== 'loopback') return 'Error: mtu greater than device maximum.';
  if (dev.type.kind === 'vxlan' && mtu > (vxlan_max_mtu(dev.net, dev.type.vxlan) ?? MAX_MTU)) return EINVAL;
  dev.mtu = mtu;
  dev.mtuSet = true;
  if (dev.master) br_ports_changed(dev.master);
  link_changed(dev);
  return null;
}

function setName(dev: NetDevice, name: string): Refusal {
  if (name === dev.name) return null;
  if (dev.net.device(name)) return EEXIST;
  dev_change_name(dev, name);
  return null;
}

/** do_set_master */
function setMaster(dev: NetDevice, name: string | null): Refusal {
  if (name !== null && dev.master?.name === name) return null;
  const bridge = name === null ? null : dev.net.device(name);
  if (bridge === undefined) return `Cannot find device "${name}"`;
  const left = dev.master;
  br_del_if(dev);
  if (left) linkwatch_do_dev(left);
  if (bridge === null) return null;
  if (bridge.type.kind !== 'bridge') return EOPNOTSUPP;
  if (dev.type.kind === 'bridge') return 'Error: Can not enslave a bridge to a bridge.';
  if (dev.type.kind === 'loopback') return EINVAL;
  br_add_if(bridge, dev);
  linkwatch_do_dev(bridge);
  return null;
}

function setPortFlags(dev: NetDevice, { hairpin, learning, flood }: LinkChanges): Refusal {
  if (hairpin === undefined && learning === undefined && flood === undefined) return null;
  if (!dev.master) return EOPNOTSUPP;
  dev.hairpin = hairpin ?? dev.hairpin;
  dev.learning = learning ?? dev.learning;
  dev.flood = flood ?? dev.flood;
  return null;
}
