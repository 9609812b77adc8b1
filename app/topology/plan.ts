// How much room machines, namespaces and rows of devices need, before anything has a place.
import type { DeviceOutline, MachineOutline, NamespaceOutline, Outline } from '../../engine/trace/outline.ts';
import { type DeviceSize, deviceSize, PORT_GAP, PORT_HEIGHT, textWidth } from './measure.ts';
import { PLATE, STRIP } from './stack.ts';

export const MACHINE = { pad: 6, title: 22 };
export const NS = { pad: 8, title: 17, gap: 8 };
export const GAP = 8;
/** Between a plate and the devices above and below it, and between a strip and its device. */
export const AROUND = { plate: 13, strip: 7 };
export const LANE = 10;
/** Between pods and the host's own namespace: the cables are seen here. */
const BAND = 24;

/** What stands side by side in one row: a device, and the ports it carries. */
interface Item {
  readonly device: DeviceOutline;
  readonly size: DeviceSize;
  readonly ports: readonly DeviceOutline[];
}

/** A namespace measured but not yet placed. */
export interface Plan {
  readonly namespace: NamespaceOutline;
  readonly upper: readonly Item[];
  readonly lower: readonly Item[];
  readonly compact: boolean;
  readonly lanes: number;
  readonly title: string;
  readonly width: number;
  readonly height: number;
}

/** What is measured so far: a bridge's width depends on the pods that hang on it. */
export interface Measured {
  readonly outline: Outline;
  readonly plans: Map<number, Plan>;
}

const UPPER_ORDER = ['bar', 'chip', 'quiet', 'port'] as const;

/** Bridges that carry ports first, then what stands alone, then what nothing hangs on; otherwise as the outline lists them. */
function upperItems(own: readonly DeviceOutline[], root: boolean, outline: Outline): Item[] {
  const facesUp = (device: DeviceOutline) =>
    device.kind !== 'nic' && (device.kind !== 'veth' || root) && !(device.bridge >= 0);
  return own
    .filter(facesUp)
    .map((device) => {
      const ports = outline.devices.filter((port) => port.bridge === device.id && port.kind !== 'nic');
      return { device, size: deviceSize(device, outline.devices), ports };
    })
    .sort((a, b) => UPPER_ORDER.indexOf(a.size.shape) - UPPER_ORDER.indexOf(b.size.shape));
}

function planNamespace(measured: Measured, namespace: NamespaceOutline, shown: ReadonlySet<number>): Plan {
  const { outline } = measured;
  const own = outline.devices.filter(
    (device) => device.ns === namespace.id && (device.kind !== 'loopback' || shown.has(device.id)),
  );
  const upper = upperItems(own, namespace.root, outline);
  const lower = own
    .filter(
      (device) => device.kind === 'nic' || (device.kind === 'veth' && !namespace.root && device.bridge < 0),
    )
    .map((device) => ({ device, size: deviceSize(device, outline.devices), ports: [] }));
  const compact = !namespace.root && upper.length === 0 && lower.length < 2;
  const lanes = own.filter((device) => device.kind === 'nic' && device.bridge >= 0).length;
  const title = namespace.root ? '' : namespace.label;
  const plate = (compact ? STRIP.width : PLATE.width) + lanes * LANE;
  const content = Math.max(
    plate,
    title ? textWidth('title', title) : 0,
    rowWidth(upper.map((item, index) => reservedWidth(measured, item, upper.slice(index + 1)))),
    rowWidth(lower.map((item) => item.size.width)),
  );
  return {
    namespace,
    upper,
    lower,
    compact,
    lanes,
    title,
    width: Math.ceil(content) + 2 * NS.pad,
    height: 0,
  };
}

export const rowWidth = (widths: readonly number[]) =>
  widths.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, widths.length - 1);

/** Width of the namespace at the other end of a cable, when it hangs there by this cable alone. */
function hangingWidth(measured: Measured, device: DeviceOutline): number {
  const peer = measured.outline.devices[device.peer];
  const plan = peer ? measured.plans.get(peer.ns) : undefined;
  return plan && !plan.namespace.root && plan.lower.length === 1 ? plan.width + NS.gap : 0;
}

/** Offsets of a bridge's ports, far enough apart for the pods above them. */
export function portOffsets(
  measured: Measured,
  item: Item,
): { offsets: number[]; width: number; slots: number } {
  let at = 0;
  let width = 0;
  const offsets = item.ports.map((port) => {
    const offset = at;
    const own = deviceSize(port, measured.outline.devices).width;
    width = offset + own;
    at += Math.max(own + PORT_GAP, hangingWidth(measured, port));
    return offset;
  });
  return { offsets, width: Math.max(width, item.size.width), slots: at };
}

/** A device keeps the room of the pods above it free if others with pods follow. */
export function reservedWidth(measured: Measured, item: Item, after: readonly Item[]): number {
  const podsFollow = after.some(({ device, ports }) =>
    [device, ...ports].some((other) => hangingWidth(measured, other) > 0),
  );
  const { width, slots } = portOffsets(measured, item);
  const needed = Math.max(slots, hangingWidth(measured, item.device)) - NS.gap;
  return podsFollow ? Math.max(width, needed) : width;
}

export const upperHeight = (items: readonly Item[]) =>
  Math.max(0, ...items.map((item) => item.size.height + (item.ports.length > 0 ? PORT_HEIGHT : 0)));

const lowerHeight = (items: readonly Item[]) => Math.max(0, ...items.map((item) => item.size.height));

function heightOf(plan: Plan): number {
  const around = plan.compact ? AROUND.strip : AROUND.plate;
  const upper = plan.upper.length > 0 ? upperHeight(plan.upper) + around : 0;
  const lower = plan.lower.length > 0 ? lowerHeight(plan.lower) + around : 0;
  const title = plan.title ? NS.title : NS.pad;
  return title + upper + (plan.compact ? STRIP.height : PLATE.height) + lower + NS.pad;
}

export interface MachinePlan {
  readonly machine: MachineOutline;
  readonly root: Plan | undefined;
  readonly inner: readonly Plan[];
  readonly band: number;
  readonly width: number;
  readonly height: number;
}

export function subtitleOf(machine: MachineOutline): string {
  return [machine.name === machine.label ? '' : machine.name, machine.kernel && `Linux ${machine.kernel}`]
    .filter(Boolean)
    .join(' · ');
}

export function planMachine(
  measured: Measured,
  machine: MachineOutline,
  shown: ReadonlySet<number>,
): MachinePlan {
  const own = measured.outline.namespaces.filter((namespace) => namespace.machine === machine.id);
  const plan = (namespace: NamespaceOutline) => {
    const flat = planNamespace(measured, namespace, shown);
    const full = { ...flat, height: heightOf(flat) };
    measured.plans.set(namespace.id, full);
    return full;
  };
  const inner = own.filter((namespace) => !namespace.root).map(plan);
  const root = own.filter((namespace) => namespace.root).map(plan)[0];
  const tunnels =
    root?.upper.some((item) => item.device.kind === 'vxlan' || item.device.kind === 'ipip') ?? false;
  const band = inner.length > 0 ? BAND : tunnels ? BAND / 2 : 0;
  const innerWidth = inner.reduce((sum, each) => sum + each.width + NS.gap, -NS.gap);
  const titles = textWidth('title', machine.label) + textWidth('subtitle', subtitleOf(machine)) + 16;
  const width = Math.max(innerWidth, root?.width ?? 0, titles) + 2 * MACHINE.pad;
  const height =
    MACHINE.title +
    Math.max(0, ...inner.map((each) => each.height)) +
    band +
    (root?.height ?? 0) +
    MACHINE.pad;
  return { machine, root, inner, band, width: Math.ceil(width), height };
}
