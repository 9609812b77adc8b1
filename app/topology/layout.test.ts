// The drawing's promises: nothing overlaps, everything is inside what contains it, texts fit, order is stable.
import { describe, expect, it } from 'vitest';
import { type Layout, layoutOf } from './layout.ts';
import { textWidth } from './measure.ts';
import { cluster, generated, type NetSpec } from './outlines.fixture.ts';
import type { Box } from './stack.ts';

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const inside = (a: Box, b: Box) =>
  a.x >= b.x - 0.01 &&
  a.y >= b.y - 0.01 &&
  a.x + a.width <= b.x + b.width + 0.01 &&
  a.y + a.height <= b.y + b.height + 0.01;

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((a, index) => items.slice(index + 1).map((b): [T, T] => [a, b]));
}

const draw = (spec: NetSpec): { outline: ReturnType<typeof cluster>; layout: Layout } => {
  const outline = cluster(spec);
  return { outline, layout: layoutOf(outline, { aspect: 1.8, shown: new Set() }) };
};

describe.each(generated)('the layout of $name', ({ spec }) => {
  const { outline, layout } = draw(spec);

  it('draws every device but loopbacks, once', () => {
    for (const device of outline.devices) {
      expect(layout.devices[device.id] !== undefined, device.name).toBe(device.kind !== 'loopback');
    }
    expect(layout.namespaces.map((box) => box.id)).toEqual(
      outline.namespaces.map((namespace) => namespace.id),
    );
  });

  it('keeps siblings apart', () => {
    for (const [a, b] of pairs(layout.machines)) expect(overlap(a, b)).toBe(false);
    for (const [a, b] of pairs(layout.namespaces)) expect(overlap(a, b), `${a.id} ${b.id}`).toBe(false);
    for (const [a, b] of pairs(layout.segments)) expect(overlap(a, b)).toBe(false);
    const drawn = layout.devices.filter((box) => box !== undefined);
    for (const [a, b] of pairs(drawn)) {
      expect(overlap(a, b), `${outline.devices[a.id]?.name} ${outline.devices[b.id]?.name}`).toBe(false);
    }
    for (const { stack } of layout.namespaces)
      for (const box of drawn) expect(overlap(stack, box)).toBe(false);
  });

  it('puts children inside their parents, and wires below all machines', () => {
    for (const namespace of layout.namespaces) {
      const machine = layout.machines.find((box) => box.id === outline.namespaces[namespace.id]!.machine)!;
      expect(inside(namespace, machine)).toBe(true);
      expect(inside(namespace.stack, namespace)).toBe(true);
      for (const { box } of namespace.stack.places) expect(inside(box, namespace.stack)).toBe(true);
    }
    for (const box of layout.devices) {
      if (!box) continue;
      const namespace = layout.namespaces.find((each) => each.id === outline.devices[box.id]!.ns)!;
      expect(inside(box, namespace), outline.devices[box.id]!.name).toBe(true);
    }
    const page = { x: 0, y: 0, width: layout.width, height: layout.height };
    for (const box of [...layout.machines, ...layout.segments]) expect(inside(box, page)).toBe(true);
    for (const segment of layout.segments) {
      for (const machine of layout.machines) expect(segment.y).toBeGreaterThan(machine.y + machine.height);
    }
  });

  it('gives every text room in its box, and texts of one line room beside each other', () => {
    for (const box of layout.devices) {
      for (const line of box?.lines ?? []) {
        expect(line.x + textWidth(line.role, line.text), line.text).toBeLessThanOrEqual(
          box!.x + box!.width + 0.01,
        );
        expect(line.y).toBeLessThan(box!.y + box!.height);
      }
    }
    for (const box of [...layout.namespaces, ...layout.machines, ...layout.segments]) {
      if (box.title)
        expect(box.title.x + textWidth(box.title.role, box.title.text)).toBeLessThanOrEqual(
          box.x + box.width,
        );
    }
    for (const { title, subtitle } of layout.machines) {
      if (subtitle) expect(title.x + textWidth('title', title.text)).toBeLessThanOrEqual(subtitle.x);
    }
    for (const { stack } of layout.namespaces) {
      for (const { place, box } of stack.places) {
        if (place !== 'routeIn' && place !== 'routeOut')
          expect(textWidth('hook', place)).toBeLessThanOrEqual(box.width);
      }
    }
  });

  it('leads every line from its device to something drawn', () => {
    for (const { device, points } of layout.links) {
      expect(points[0]).toEqual(layout.devices[device]!.jack);
      expect(points.length).toBeGreaterThan(1);
    }
    const nics = outline.devices.filter((device) => device.segment >= 0);
    expect(layout.links.filter((link) => link.kind === 'drop')).toHaveLength(nics.length);
  });

  it('is the same for the same outline', () => {
    expect(draw(spec).layout).toEqual(layout);
  });
});

describe('layout', () => {
  it('plugs the host ends of pairs onto their bridge, in its width', () => {
    const { outline, layout } = draw({ machines: 1, pods: 5, bridges: 2 });
    for (const port of outline.devices.filter((device) => device.bridge >= 0)) {
      const [box, bar] = [layout.devices[port.id]!, layout.devices[port.bridge]!];
      expect(box.y + box.height).toBe(bar.y);
      expect(box.x).toBeGreaterThanOrEqual(bar.x);
      expect(box.x + box.width).toBeLessThanOrEqual(bar.x + bar.width);
    }
  });

  it('keeps the cable of a single pod straight', () => {
    const { layout } = draw({ machines: 2, pods: 1 });
    const cables = layout.links.filter((link) => link.kind === 'veth');
    expect(cables).toHaveLength(2);
    for (const { points } of cables) expect(new Set(points.map((point) => point.x)).size).toBe(1);
  });

  it('moves machines apart to fill a wide view, and not in a narrow one', () => {
    const outline = cluster({ machines: 2, pods: 1 });
    const wide = layoutOf(outline, { aspect: 2, shown: new Set() });
    const narrow = layoutOf(outline, { aspect: 0.8, shown: new Set() });
    expect(wide.width).toBeGreaterThan(narrow.width);
    expect(wide.height).toBe(narrow.height);
  });

  it('draws a loopback device only when asked to', () => {
    const outline = cluster({ machines: 1, pods: 1 });
    const lo = outline.devices.find((device) => device.kind === 'loopback')!;
    const layout = layoutOf(outline, { aspect: 1.5, shown: new Set([lo.id]) });
    expect(layout.devices[lo.id]).toBeDefined();
  });

  it('joins the VTEPs of one VNI by a tunnel', () => {
    const { layout } = draw({ machines: 3, pods: 1, vxlan: true });
    expect(layout.tunnels).toHaveLength(1);
    expect(layout.tunnels[0]!.ends).toHaveLength(3);
  });
});
