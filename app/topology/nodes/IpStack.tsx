// A namespace's IP stack: the hooks in the order packets pass them, with routing decisions as diamonds. A strip where there is little to it.

import type { StackPlace } from '../../../engine/trace/stack_place.ts';
import type { Words } from '../../words/catalogue.ts';
import styles from '../scene.module.css';
import { type Box, type Point, restingPoint, type StackBox } from '../stack.ts';
import { Line } from './Lines.tsx';

const middle = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 });

function diamond(box: Box): string {
  const { x, y } = middle(box);
  const half = box.width / 2;
  return `M${x - half},${y}L${x},${y - half}L${x + half},${y}L${x},${y + half}Z`;
}

interface IpStackProps {
  readonly words: Words['topology'];
  readonly stack: StackBox;
}

function Arrows({ stack }: { readonly stack: StackBox }) {
  const box = (place: StackPlace) => stack.places.find((entry) => entry.place === place)!.box;
  const right = (place: StackPlace) => ({ x: box(place).x + box(place).width, y: middle(box(place)).y });
  const level = (from: StackPlace, to: StackPlace) =>
    `M${right(from).x + 1},${right(from).y}H${box(to).x - 1.5}`;
  const upright = (from: StackPlace, to: StackPlace) => {
    const x = middle(box(from)).x;
    const rising = box(to).y < box(from).y;
    const start = rising ? box(from).y : box(from).y + box(from).height;
    return `M${x},${start}V${rising ? box(to).y + box(to).height + 1.5 : box(to).y - 1.5}`;
  };
  const d = [
    level('PREROUTING', 'routeIn'),
    level('routeIn', 'FORWARD'),
    level('FORWARD', 'POSTROUTING'),
    upright('routeIn', 'INPUT'),
    level('INPUT', 'local'),
    level('local', 'routeOut'),
    level('routeOut', 'OUTPUT'),
    upright('OUTPUT', 'POSTROUTING'),
  ];
  return <path className={styles.arrow} d={d.join('')} markerEnd="none" />;
}

interface PlaceProps extends IpStackProps {
  readonly entry: StackBox['places'][number];
}

function Place({ words, stack, entry }: PlaceProps) {
  const { place, box } = entry;
  const isDiamond = place === 'routeIn' || place === 'routeOut';
  const { x, y } = middle(box);
  return (
    <g className={styles.place} data-place={`${stack.ns}:${place}`}>
      {isDiamond ? (
        <path d={diamond(box)} />
      ) : (
        <rect
          {...box}
          rx={place === 'local' ? 3 : 8}
          strokeDasharray={place === 'local' ? '2 1.6' : undefined}
        />
      )}
      {isDiamond ? null : (
        <text className={`${styles.text} ${styles.hook}`} x={x} y={y + 3} textAnchor="middle">
          {place === 'local' ? words.process : place}
        </text>
      )}
    </g>
  );
}

export function IpStack({ words, stack }: IpStackProps) {
  const { x, y, width, height, ns, caption } = stack;
  const chip = restingPoint(stack, 'local');
  return (
    <g className={styles.stack} data-stack={ns}>
      {stack.compact ? (
        <g className={styles.strip} data-place={`${ns}:local`}>
          <rect x={x} y={y} width={width} height={height} rx={5} />
          <circle cx={chip.x} cy={chip.y} r={3} />
        </g>
      ) : (
        <>
          <rect className={styles.plate} x={x} y={y} width={width} height={height} rx={8} />
          <Arrows stack={stack} />
          {stack.places.map((entry) => (
            <Place key={entry.place} words={words} stack={stack} entry={entry} />
          ))}
        </>
      )}
      <g className={styles.stackTitle}>
        <Line line={{ role: 'caption', text: words.ipStack, ...stack.title }} />
      </g>
      <text
        className={`${styles.text} ${styles.caption} ${styles.walkText}`}
        x={caption.x}
        y={caption.y}
        data-caption={ns}
      />
    </g>
  );
}
