// Devices that ip and bridge are asked about.
import type { NetDevice } from '../../kernel/core/netdevice.ts';
import type { LinkRow } from '../../trace/rows.ts';
import { etherLine } from '../ip_link.ts';
import { Exit, type Site } from '../tool.ts';
import { detailsOf } from './details.ts';
import type { IpOptions } from './index.ts';

/** A device a command names; `code` is the exit status when there is none. */
export function deviceNamed(site: Site, name: string, code = 1): NetDevice {
  const dev = site.net.device(name);
  if (!dev) throw new Exit(code, `Cannot find device "${name}"`);
  return dev;
}

/** A device a listing is about. */
export function shownDevice(site: Site, name: string): NetDevice {
  const dev = site.net.device(name);
  if (!dev) throw new Exit(1, `Device "${name}" does not exist.`);
  return dev;
}

/** All devices by number. */
export function devicesOf({ net }: Site): NetDevice[] {
  return [...net.devices.values()].sort((a, b) => a.ifindex - b.ifindex);
}

/** What a listing prints of a device. */
export function rowOf({ net, name }: NetDevice): LinkRow {
  return net.links.get(name)!;
}

/** The lines below a device's first, with what else there is to say of it if that was asked for. */
export function linkLines(dev: NetDevice, { details }: IpOptions, mode: boolean): string {
  return `${etherLine(rowOf(dev))}${details ? detailsOf(dev, mode) : ''}`;
}
