// The lines between boxes: veth pairs with a plug at each end, NIC drops, quiet lines to the IP stack, dashed tunnels.
import type { Link, Tunnel } from '../cabling.ts';
import styles from '../scene.module.css';
import type { Point } from '../stack.ts';

/** Corners a little rounded, as a cable lies. */
function rounded(points: readonly Point[], radius = 6): string {
  const corner = (before: Point, at: Point, after: Point) => {
    const towards = (to: Point) => {
      const length = Math.hypot(to.x - at.x, to.y - at.y);
      const step = Math.min(radius, length / 2) / (length || 1);
      return `${at.x + (to.x - at.x) * step},${at.y + (to.y - at.y) * step}`;
    };
    return `L${towards(before)}Q${at.x},${at.y} ${towards(after)}`;
  };
  const [first, ...rest] = points;
  if (!first) return '';
  const lines = rest.map((point, index) => {
    const after = rest[index + 1];
    return after ? corner(points[index]!, point, after) : `L${point.x},${point.y}`;
  });
  return `M${first.x},${first.y}${lines.join('')}`;
}

export function Cable({ link }: { readonly link: Link }) {
  return <path className={styles[link.kind]} d={rounded(link.points)} />;
}

/** Where a NIC's drop meets its wire. */
export function Socket({ link }: { readonly link: Link }) {
  const end = link.points.at(-1)!;
  return <circle className={styles.socket} cx={end.x} cy={end.y} r={3.5} />;
}

export function TunnelLine({ tunnel }: { readonly tunnel: Tunnel }) {
  const xs = tunnel.ends.map(({ from }) => from.x);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const outer = tunnel.ends.filter(({ from }) => from.x === left || from.x === right);
  const between = tunnel.ends.filter((end) => !outer.includes(end));
  const [a, b] = [outer.find(({ from }) => from.x === left), outer.find(({ from }) => from.x === right)];
  const main =
    a && b ? rounded([a.from, { x: left, y: tunnel.y }, { x: right, y: tunnel.y }, b.from], 10) : '';
  const stubs = between.map(({ from }) => `M${from.x},${tunnel.y}V${from.y}`).join('');
  return <path className={styles.tunnel} d={main + stubs} />;
}
