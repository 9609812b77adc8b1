// What joins the boxes: veth pairs, plugs into bridges, devices on their IP stack, NICs on their wire, tunnels between VTEPs.
import type { DeviceOutline, Outline } from '../../engine/trace/outline.ts';
import type { DeviceBox, NamespaceBox } from './layout.ts';
import { type TextLine, textWidth } from './measure.ts';
import type { Box, Point } from './stack.ts';

type LinkKind = 'veth' | 'attach' | 'drop' | 'lane';

/** A drawn line. veth: a pair. attach: a device and its IP stack. drop: a NIC and its wire. lane: a NIC and its bridge. */
export interface Link {
  readonly kind: LinkKind;
  /** Outline id of the device the line belongs to (of a pair, the one listed first). */
  readonly device: number;
  /** From the device's jack to the other end. */
  readonly points: readonly Point[];
}

export interface SegmentBox extends Box {
  readonly id: number;
  readonly title: TextLine;
}

/** The overlay of one VNI: a line that every VTEP of it hangs on. */
export interface Tunnel {
  readonly vni: number;
  readonly y: number;
  readonly ends: readonly { readonly device: number; readonly from: Point }[];
}

export interface Cabling {
  readonly links: readonly Link[];
  readonly segments: readonly SegmentBox[];
  readonly tunnels: readonly Tunnel[];
}

interface Placed {
  readonly devices: readonly (DeviceBox | undefined)[];
  readonly namespaces: readonly NamespaceBox[];
  /** Lower edge of the machines. */
  readonly bottom: number;
}

const WIRE = { gap: 18, height: 22, apart: 12, overhang: 24 };

/** A pair: straight when the jacks are above each other, else with a jog just above the lower device; a bow beneath when level. */
function pairPoints(a: DeviceBox, b: DeviceBox): Point[] {
  if (a.jack.x === b.jack.x) return [a.jack, b.jack];
  const [upper, lower] = a.y + a.height <= b.y ? [a, b] : [b, a];
  const level = upper.y + upper.height > lower.y;
  const y = level ? Math.max(a.y + a.height, b.y + b.height) + 17 : lower.y - 13;
  return [a.jack, { x: a.jack.x, y }, { x: b.jack.x, y }, b.jack];
}

function pairs(outline: Outline, { devices }: Placed): Link[] {
  return outline.devices.flatMap((device) => {
    const [a, b] = [devices[device.id], devices[device.peer]];
    if (!a || !b || device.peer < device.id) return [];
    return [{ kind: 'veth' as const, device: device.id, points: pairPoints(a, b) }];
  });
}

/** Devices that are no bridge's port speak to their namespace's IP stack. */
function attachments(outline: Outline, { devices, namespaces }: Placed): Link[] {
  return outline.devices.flatMap((device) => {
    const box = devices[device.id];
    const stack = namespaces.find((namespace) => namespace.id === device.ns)?.stack;
    if (!box || !stack || device.bridge >= 0) return [];
    const above = box.y < stack.y;
    const end = {
      x: Math.min(Math.max(box.jack.x, stack.x), stack.x + stack.width),
      y: above ? stack.y : stack.y + stack.height,
    };
    const points = end.x === box.jack.x ? [box.jack, end] : [box.jack, { x: box.jack.x, y: end.y }, end];
    return [{ kind: 'attach' as const, device: device.id, points }];
  });
}

/** A NIC that is a bridge's port reaches it round the left side of the plate. */
function lanes(outline: Outline, { devices, namespaces }: Placed): Link[] {
  const taken = new Map<number, number>();
  return outline.devices.flatMap((device) => {
    const [nic, bridge] = [devices[device.id], devices[device.bridge]];
    const stack = namespaces.find((namespace) => namespace.id === device.ns)?.stack;
    if (device.kind !== 'nic' || !nic || !bridge || !stack) return [];
    const nth = taken.get(device.ns) ?? 0;
    taken.set(device.ns, nth + 1);
    const lane = stack.x - 5 - 10 * nth;
    const below = nic.y - 4 - 3 * nth;
    const above = bridge.y + bridge.height + 4 + 3 * nth;
    const socket = bridge.x + Math.min(bridge.width - 8, 32 + 10 * nth);
    const points = [
      nic.jack,
      { x: nic.jack.x, y: below },
      { x: lane, y: below },
      { x: lane, y: above },
      { x: socket, y: above },
      { x: socket, y: bridge.jack.y },
    ];
    return [{ kind: 'lane' as const, device: device.id, points }];
  });
}

function segmentBoxes(outline: Outline, { devices, bottom }: Placed): SegmentBox[] {
  return outline.segments.map((segment, row) => {
    const xs = outline.devices.flatMap((device) =>
      device.segment === segment.id ? (devices[device.id]?.jack.x ?? []) : [],
    );
    const label = Math.ceil(textWidth('subtitle', segment.label)) + 34;
    const left = xs.length > 0 ? Math.min(...xs) - WIRE.overhang : 10;
    const right = xs.length > 0 ? Math.max(...xs) + WIRE.overhang : left + label;
    const y = bottom + WIRE.gap + row * (WIRE.height + WIRE.apart);
    const width = Math.max(right - left, label);
    const x = Math.max(4, (left + right - width) / 2);
    const text = {
      role: 'subtitle' as const,
      text: segment.label,
      x: x + (width - label) / 2 + 26,
      y: y + 15,
    };
    return { id: segment.id, x, y, width, height: WIRE.height, title: text };
  });
}

function drops(outline: Outline, { devices }: Placed, segments: readonly SegmentBox[]): Link[] {
  return outline.devices.flatMap((device) => {
    const [box, segment] = [devices[device.id], segments[device.segment]];
    if (!box || !segment) return [];
    return [
      { kind: 'drop' as const, device: device.id, points: [box.jack, { x: box.jack.x, y: segment.y }] },
    ];
  });
}

/** Tunnels of IPv4 in IPv4 have no number: they are one overlay. */
const NO_VNI = -1;

/** Does it wrap what it is given into a packet of its own? */
export const isTunnel = (device: DeviceOutline | undefined): device is DeviceOutline =>
  device?.kind === 'vxlan' || device?.kind === 'ipip';

function tunnelsOf(outline: Outline, { devices }: Placed): Tunnel[] {
  const groups = new Map<number, DeviceOutline[]>();
  for (const device of outline.devices) {
    if (!isTunnel(device) || !devices[device.id]) continue;
    const vni = device.vxlan?.vni ?? NO_VNI;
    groups.set(vni, [...(groups.get(vni) ?? []), device]);
  }
  return [...groups]
    .filter(([, members]) => members.length > 1)
    .map(([vni, members], nth) => {
      const ends = members.map((device) => ({ device: device.id, from: devices[device.id]!.jack }));
      const top = Math.min(...members.map((device) => devices[device.id]!.y));
      return { vni, y: top - 26 - 4 * nth, ends };
    });
}

export function cable(outline: Outline, placed: Placed): Cabling {
  const segments = segmentBoxes(outline, placed);
  const links = [
    ...attachments(outline, placed),
    ...lanes(outline, placed),
    ...drops(outline, placed, segments),
    ...pairs(outline, placed),
  ];
  return { links, segments, tunnels: tunnelsOf(outline, placed) };
}
