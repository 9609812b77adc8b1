// How much room a device and its texts need, by approximate glyph widths, so that layout stays pure and the same everywhere.

import type { DeviceOutline } from '../../engine/trace/outline.ts';
import { formatIpv4 } from '../../engine/wire/address.ts';

type TextRole = 'name' | 'badge' | 'address' | 'mac' | 'title' | 'subtitle' | 'hook' | 'caption';

/** A text with its place: x is its left edge, y its baseline. */
export interface TextLine {
  readonly role: TextRole;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** Size in drawing units and width of a glyph in em, per role; the style sheet uses the same sizes. */
const FONT: Record<TextRole, { readonly size: number; readonly em: number }> = {
  name: { size: 11, em: 0.61 },
  badge: { size: 8.5, em: 0.61 },
  address: { size: 9.5, em: 0.61 },
  mac: { size: 8.5, em: 0.61 },
  title: { size: 12, em: 0.64 },
  subtitle: { size: 9.5, em: 0.61 },
  hook: { size: 8.5, em: 0.68 },
  caption: { size: 9, em: 0.61 },
};

/** Chinese characters and marks are as wide as they are high. */
const WIDE = /[\u2e80-\u9fff\uff00-\uff60]/g;

export function textWidth(role: TextRole, text: string): number {
  const { size, em } = FONT[role];
  const wide = text.match(WIDE)?.length ?? 0;
  return (wide + (text.length - wide) * em) * size;
}

/** Cuts a text to a width, with an ellipsis where something is missing. */
export function fitText(role: TextRole, text: string, width: number): string {
  if (textWidth(role, text) <= width) return text;
  let end = text.length - 1;
  while (end > 0 && textWidth(role, `${text.slice(0, end)}…`) > width) end--;
  return end > 0 ? `${text.slice(0, end)}…` : '';
}

/** chip: a device of its own. port: the host end of a pair, sitting on its bridge. bar: a bridge. quiet: nothing hangs on it. */
type Shape = 'chip' | 'port' | 'bar' | 'quiet';

/** Left column of every device: its icon, where links meet it and where the packet rests. */
export const JACK = 11;
const TEXT = 23;
const PAD = 6;
export const PORT_HEIGHT = 20;
export const PORT_GAP = 6;

export interface DeviceSize {
  readonly shape: Shape;
  readonly width: number;
  readonly height: number;
  /** Relative to the device's own corner. */
  readonly lines: readonly TextLine[];
}

function shapeOf(device: DeviceOutline, devices: readonly DeviceOutline[]): Shape {
  if (device.kind === 'loopback') return 'quiet';
  if (device.kind === 'bridge') return devices.some((other) => other.bridge === device.id) ? 'bar' : 'quiet';
  return device.bridge >= 0 && device.kind !== 'nic' ? 'port' : 'chip';
}

function badges(device: DeviceOutline, shape: Shape): string {
  const parts: string[] = [];
  if (!device.up) parts.push('down');
  if (device.mtu !== 1500 && device.kind !== 'loopback' && device.kind !== 'vxlan' && shape !== 'port') {
    parts.push(`MTU ${device.mtu}`);
  }
  return parts.join(' ');
}

export function addressText(device: DeviceOutline): string | null {
  const [first, ...more] = device.addresses;
  if (!first) return null;
  return `${formatIpv4(first.address)}/${first.length}${more.length > 0 ? ` +${more.length}` : ''}`;
}

/** The lines below the name. */
function details(device: DeviceOutline, shape: Shape): Pick<TextLine, 'role' | 'text'>[] {
  if (shape === 'port') return [];
  const address = addressText(device);
  const lines: Pick<TextLine, 'role' | 'text'>[] =
    address === null ? [] : [{ role: 'address', text: address }];
  if (shape === 'quiet') return lines;
  if (device.kind !== 'ipip') lines.push({ role: 'mac', text: device.mac });
  if (device.vxlan) lines.push({ role: 'badge', text: `VNI ${device.vxlan.vni} MTU ${device.mtu}` });
  return lines;
}

const LINE: Partial<Record<TextRole, number>> = { address: 12, mac: 11, badge: 11 };

/** A device's shape, texts and least size; a bridge may be given more width for its ports. */
export function deviceSize(device: DeviceOutline, devices: readonly DeviceOutline[]): DeviceSize {
  const shape = shapeOf(device, devices);
  let baseline = shape === 'port' ? 14 : 15;
  const lines: TextLine[] = [{ role: 'name', text: device.name, x: TEXT, y: baseline }];
  const badge = badges(device, shape);
  if (badge)
    lines.push({ role: 'badge', text: badge, x: TEXT + textWidth('name', device.name) + 5, y: baseline });
  for (const { role, text } of details(device, shape)) {
    baseline += LINE[role] ?? 12;
    lines.push({ role, text, x: TEXT, y: baseline });
  }
  const width = Math.max(...lines.map((line) => line.x + textWidth(line.role, line.text))) + PAD;
  return {
    shape,
    width: Math.ceil(width),
    height: shape === 'port' ? PORT_HEIGHT : Math.max(30, baseline + 6),
    lines,
  };
}
