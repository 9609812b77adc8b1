// What contains devices: machines, the namespaces in them, and below them the wires that join machines.
import type { NamespaceOutline, SegmentOutline } from '../../../engine/trace/outline.ts';
import type { Words } from '../../words/catalogue.ts';
import type { SegmentBox } from '../cabling.ts';
import type { MachineBox, NamespaceBox } from '../layout.ts';
import { textWidth } from '../measure.ts';
import styles from '../scene.module.css';
import { control } from './control.ts';
import { Line } from './Lines.tsx';

export function Machine({ box }: { readonly box: MachineBox }) {
  return (
    <g className={styles.machine} data-machine={box.id}>
      <rect x={box.x} y={box.y} width={box.width} height={box.height} rx={12} />
      <Line line={box.title} />
      {box.subtitle ? <Line line={box.subtitle} /> : null}
    </g>
  );
}

interface NamespaceProps {
  readonly words: Words['topology'];
  readonly namespace: NamespaceOutline;
  readonly box: NamespaceBox;
}

export function Namespace({ words, namespace, box }: NamespaceProps) {
  const { x, y, width, height } = box;
  const { label, name, root } = namespace;
  return (
    <g
      className={styles.namespace}
      {...control(words.namespace(label, name, root), false)}
      data-namespace={namespace.id}
      data-ns={namespace.id}
      data-root={root ? '' : undefined}
    >
      <rect className={styles.ground} x={x} y={y} width={width} height={height} rx={9} />
      {box.title ? <Line line={box.title} /> : null}
      <path className={styles.pin} d={`M${x + width - 18},${y - 6}h9v13l-4.5,-3.5l-4.5,3.5Z`} />
    </g>
  );
}

/** A switch: a bus with a socket where each NIC comes down. */
export function Segment({ box, segment }: { readonly box: SegmentBox; readonly segment: SegmentOutline }) {
  const { x, y, width, height } = box;
  return (
    <g className={styles.segment} data-segment={segment.id}>
      <rect x={x} y={y} width={width} height={height} rx={height / 2} />
    </g>
  );
}

/** Above the packet's way, which runs along the bus. */
export function SegmentTitle({ box }: { readonly box: SegmentBox }) {
  const { y, height, title } = box;
  const icon = { x: title.x - 13, y: y + height / 2 };
  const width = textWidth(title.role, title.text) + 28;
  return (
    <g className={styles.segmentTitle}>
      <rect x={title.x - 24} y={y + 3} width={width} height={height - 6} />
      <path
        className={styles.segmentIcon}
        d={`M${icon.x - 6},${icon.y - 3}h11m-3,-3l3,3l-3,3M${icon.x + 6},${icon.y + 3}h-11m3,-3l-3,3l3,3`}
      />
      <Line line={box.title} />
    </g>
  );
}
