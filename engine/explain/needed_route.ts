// The route that a namespace would need to reach an address, from what the network looks like: who has the address, and by which
// neighbour that host is reached.
import type { DeviceOutline, Outline } from '../trace/outline.ts';
import { formatIpv4, type Ipv4Address, inPrefix, prefixMask } from '../wire/address.ts';

/** Whose address it is; undefined: nobody's here. */
export function ownerOf(outline: Outline, address: Ipv4Address | string): DeviceOutline | undefined {
  const text = typeof address === 'string' ? address : formatIpv4(address);
  return outline.devices.find(({ addresses }) => addresses.some((ifa) => formatIpv4(ifa.address) === text));
}

/** A device of a namespace on whose link an address is. */
function linkTo(outline: Outline, ns: number, address: Ipv4Address): DeviceOutline | undefined {
  return outline.devices.find(
    (device) =>
      device.ns === ns &&
      device.up &&
      device.kind !== 'loopback' &&
      device.addresses.some((ifa) => ifa.length < 32 && inPrefix(address, ifa.address, ifa.length)),
  );
}

/** The network an address is in, as its owner has it: `172.18.0.0/16`. */
function networkOf({ addresses }: DeviceOutline, address: Ipv4Address): string {
  const own = addresses.find((ifa) => ifa.address === address);
  const length = own?.length ?? 32;
  return `${formatIpv4((address & prefixMask(length)) >>> 0)}/${length}`;
}

/** `172.18.0.0/16 via 172.12.1.12 dev ens33`, as `ip route add` takes it; null where nothing here tells. */
export function neededRoute(outline: Outline, ns: number, address: Ipv4Address): string | null {
  const owner = ownerOf(outline, address);
  if (!owner || owner.ns === ns) return null;
  const network = networkOf(owner, address);
  const machineOf = (id: number) => outline.namespaces[id]!.machine;
  const gates = outline.devices.filter(
    (device) => machineOf(device.ns) === machineOf(owner.ns) && device.ns !== ns && device.ns !== owner.ns,
  );
  for (const gate of [...gates, owner])
    for (const { address: via } of gate.addresses) {
      const link = linkTo(outline, ns, via);
      if (link) return `${network} via ${formatIpv4(via)} dev ${link.name}`;
    }
  return null;
}
