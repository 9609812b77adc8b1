// Outline to boxes: machines side by side, each read from top to bottom the way a packet leaves a pod. Pure, and in stable order.
import type { DeviceOutline, Outline } from '../../engine/trace/outline.ts';
import { type Cabling, cable } from './cabling.ts';
import { type DeviceSize, deviceSize, JACK, PORT_HEIGHT, type TextLine, textWidth } from './measure.ts';
import {
  AROUND,
  GAP,
  LANE,
  MACHINE,
  type MachinePlan,
  type Measured,
  NS,
  type Plan,
  planMachine,
  portOffsets,
  reservedWidth,
  rowWidth,
  subtitleOf,
  upperHeight,
} from './plan.ts';
import { type Box, type Point, plateAt, type StackBox, stripAt } from './stack.ts';

export interface DeviceBox extends Box {
  readonly id: number;
  readonly shape: DeviceSize['shape'];
  /** Where links meet the device and where the packet rests. */
  readonly jack: Point;
  readonly lines: readonly TextLine[];
}

export interface NamespaceBox extends Box {
  readonly id: number;
  readonly root: boolean;
  readonly title: TextLine | null;
  readonly stack: StackBox;
}

export interface MachineBox extends Box {
  readonly id: number;
  readonly title: TextLine;
  readonly subtitle: TextLine | null;
}

export interface Layout extends Cabling {
  readonly width: number;
  readonly height: number;
  readonly machines: readonly MachineBox[];
  readonly namespaces: readonly NamespaceBox[];
  /** By outline id; undefined for a device that is not drawn. */
  readonly devices: readonly (DeviceBox | undefined)[];
}

interface LayoutOptions {
  /** Width to height of the room there is: machines move apart to fill it. */
  readonly aspect: number;
  /** Loopback devices are drawn only when something passes through them. */
  readonly shown: ReadonlySet<number>;
}

const MARGIN = 10;
/** Between machines, and how far they move apart at most. */
const APART = { least: 14, most: 210 };

interface Builder extends Measured {
  readonly devices: (DeviceBox | undefined)[];
  readonly namespaces: NamespaceBox[];
  readonly machines: MachineBox[];
}

function placeDevice(
  builder: Builder,
  device: DeviceOutline,
  size: DeviceSize,
  x: number,
  y: number,
  width: number,
): void {
  builder.devices[device.id] = {
    id: device.id,
    shape: size.shape,
    x,
    y,
    width,
    height: size.height,
    jack: { x: x + JACK, y: y + Math.min(size.height, 44) / 2 },
    lines: size.lines.map((line) => ({ ...line, x: x + line.x, y: y + line.y })),
  };
}

function placeUpper(builder: Builder, plan: Plan, left: number, bottom: number): void {
  let x = left;
  plan.upper.forEach((item, index) => {
    const y = bottom - item.size.height;
    const { offsets, width } = portOffsets(builder, item);
    placeDevice(builder, item.device, item.size, x, y, width);
    item.ports.forEach((port, nth) => {
      const size = deviceSize(port, builder.outline.devices);
      placeDevice(builder, port, size, x + offsets[nth]!, y - PORT_HEIGHT, size.width);
    });
    x += reservedWidth(builder, item, plan.upper.slice(index + 1)) + GAP;
  });
}

function placeLower(builder: Builder, plan: Plan, left: number, width: number, y: number): void {
  const total = rowWidth(plan.lower.map((item) => item.size.width));
  let x = plan.compact ? left : left + Math.round((width - total) / 2);
  for (const item of plan.lower) {
    placeDevice(builder, item.device, item.size, x, y, item.size.width);
    x += item.size.width + GAP;
  }
}

function placeNamespace(builder: Builder, plan: Plan, x: number, y: number, width: number): void {
  const { namespace, compact } = plan;
  const left = x + NS.pad;
  const inner = width - 2 * NS.pad;
  const around = compact ? AROUND.strip : AROUND.plate;
  let at = y + (plan.title ? NS.title : NS.pad);
  if (plan.upper.length > 0) {
    at += upperHeight(plan.upper);
    placeUpper(builder, plan, left, at);
    at += around;
  }
  const lanes = plan.lanes * LANE;
  const stack = (compact ? stripAt : plateAt)(namespace.id, left + lanes, at, inner - lanes);
  at += stack.height + around;
  placeLower(builder, plan, left, inner, at);
  builder.namespaces.push({
    id: namespace.id,
    root: namespace.root,
    x,
    y,
    width,
    height: plan.height,
    title: plan.title ? { role: 'title', text: plan.title, x: left, y: y + 13 } : null,
    stack,
  });
}

/** Where the cable's other end would have a namespace stand; undefined if no cable of it leads into the machine's own. */
function wantedX(builder: Builder, plan: Plan, left: number): number | undefined {
  let offset = NS.pad;
  for (const { device, size } of plan.lower) {
    const peer = builder.devices[device.peer];
    if (peer) return Math.max(left, peer.jack.x - JACK - offset);
    offset += size.width + GAP;
  }
  return undefined;
}

/** Namespaces of a machine in a row, each as near as can be to where its cable wants it, in the order of the cables. */
function placeInner(
  builder: Builder,
  plans: readonly Plan[],
  left: number,
  right: number,
  bottom: number,
): void {
  const wishes = plans.map((plan) => ({ plan, x: wantedX(builder, plan, left) ?? Number.POSITIVE_INFINITY }));
  wishes.sort((a, b) => (a.x === b.x ? 0 : a.x - b.x));
  const xs: number[] = [];
  let free = left;
  for (const { plan, x } of wishes) {
    const at = Math.max(free, Number.isFinite(x) ? x : free);
    xs.push(at);
    free = at + plan.width + NS.gap;
  }
  let limit = right;
  for (let index = wishes.length - 1; index >= 0; index--) {
    const { plan } = wishes[index]!;
    xs[index] = Math.min(xs[index]!, limit - plan.width);
    limit = xs[index]! - NS.gap;
  }
  wishes.forEach(({ plan }, index) => {
    placeNamespace(builder, plan, xs[index]!, bottom - plan.height, plan.width);
  });
}

function placeMachine(builder: Builder, plan: MachinePlan, x: number, bottom: number): void {
  const { machine, root, inner, width, height } = plan;
  const y = bottom - height;
  const left = x + MACHINE.pad;
  const rootTop = bottom - MACHINE.pad - (root?.height ?? 0);
  if (root) placeNamespace(builder, root, left, rootTop, width - 2 * MACHINE.pad);
  placeInner(builder, inner, left, x + width - MACHINE.pad, rootTop - plan.band);
  const subtitle = subtitleOf(machine);
  builder.machines.push({
    id: machine.id,
    x,
    y,
    width,
    height,
    title: { role: 'title', text: machine.label, x: left + 4, y: y + 16 },
    subtitle: subtitle
      ? {
          role: 'subtitle',
          text: subtitle,
          x: x + width - MACHINE.pad - 4 - textWidth('subtitle', subtitle),
          y: y + 16,
        }
      : null,
  });
}

/** Machines stand close, and move apart only to use width that would stay empty. */
function gapBetween(plans: readonly MachinePlan[], height: number, aspect: number): number {
  if (plans.length < 2) return APART.least;
  const width = plans.reduce((sum, plan) => sum + plan.width, 2 * MARGIN);
  const spare = (height * aspect - width) / (plans.length - 1);
  return Math.round(Math.min(APART.most, Math.max(APART.least, spare)));
}

export function layoutOf(outline: Outline, { aspect, shown }: LayoutOptions): Layout {
  const builder: Builder = {
    outline,
    plans: new Map(),
    devices: outline.devices.map(() => undefined),
    namespaces: [],
    machines: [],
  };
  const plans = outline.machines.map((machine) => planMachine(builder, machine, shown));
  const tallest = Math.max(0, ...plans.map((plan) => plan.height));
  const bottom = MARGIN + tallest;
  const gap = gapBetween(plans, tallest + 60, aspect);
  let x = MARGIN;
  for (const plan of plans) {
    placeMachine(builder, plan, x, bottom);
    x += plan.width + gap;
  }
  const { devices, namespaces, machines } = builder;
  namespaces.sort((a, b) => a.id - b.id);
  const cabling = cable(outline, { devices, namespaces, bottom });
  const rights = [...machines, ...cabling.segments].map((box) => box.x + box.width);
  const bottoms = [bottom, ...cabling.segments.map((box) => box.y + box.height)];
  return {
    width: Math.max(0, ...rights) + MARGIN,
    height: Math.max(...bottoms) + MARGIN,
    machines,
    namespaces,
    devices,
    ...cabling,
  };
}
