// The outline of each device kind: a card with contacts, a plug, a rail with sockets, a box in a box, a ring.
import type { LinkRow } from '../../../engine/trace/rows.ts';
import type { DeviceBox } from '../layout.ts';
import styles from '../scene.module.css';

interface ShapeProps {
  readonly box: DeviceBox;
}

function Rounded({ box, radius }: ShapeProps & { readonly radius: number }) {
  return (
    <rect className={styles.body} x={box.x} y={box.y} width={box.width} height={box.height} rx={radius} />
  );
}

function Nic({ box }: ShapeProps) {
  const { x, y, width, height } = box;
  const teeth = [0, 1, 2, 3, 4].map((nth) => `M${x + width - 12 - 7 * nth},${y + height}v3`).join('');
  return (
    <>
      <path className={styles.teeth} d={teeth} />
      <Rounded box={box} radius={3} />
    </>
  );
}

function Veth({ box }: ShapeProps) {
  return <Rounded box={box} radius={box.shape === 'port' ? 5 : 10} />;
}

function Bridge({ box }: ShapeProps) {
  return (
    <>
      <Rounded box={box} radius={4} />
      {box.shape === 'bar' ? (
        <path className={styles.rail} d={`M${box.x + 1},${box.y + 1.5}h${box.width - 2}`} />
      ) : null}
    </>
  );
}

function Vxlan({ box }: ShapeProps) {
  const { x, y, width, height } = box;
  return (
    <>
      <Rounded box={box} radius={5} />
      <rect className={styles.inset} x={x + 2.5} y={y + 2.5} width={width - 5} height={height - 5} rx={3} />
    </>
  );
}

function Loopback({ box }: ShapeProps) {
  return <Rounded box={box} radius={box.height / 2} />;
}

export const SHAPES: Record<LinkRow['kind'], (props: ShapeProps) => React.JSX.Element> = {
  nic: Nic,
  veth: Veth,
  bridge: Bridge,
  vxlan: Vxlan,
  ipip: Vxlan,
  dummy: Loopback,
  loopback: Loopback,
};
