// A place beside the hooks: a device, a process, the bridge, a routing decision.
import { useWords } from '../../state/language.ts';
import type { Box } from './arrange.ts';
import { Dropped } from './Dropped.tsx';
import { type Moment, spotKey, stateOf } from './moment.ts';
import styles from './Netfilter.module.css';
import { Press } from './Press.tsx';
import { cut } from './text.ts';
import type { Spot, Stop } from './way.ts';

export interface PlaceProps {
  readonly spot: Spot;
  readonly box: Box;
  readonly stop: Stop | undefined;
  /** What is there on this way. */
  readonly label: string | undefined;
  /** Are hooks side by side? */
  readonly wide: boolean;
  /** The packet ends here. */
  readonly dropped: boolean;
  readonly moment: Moment;
  onStep(tick: number): void;
}

const isRoute = (spot: Spot) => spot === 'routeIn' || spot === 'routeOut';

function diamond({ x, y, width, height }: Box): string {
  const [cx, cy] = [x + width / 2, y + height / 2];
  return `M${x},${cy}L${cx},${y}L${x + width},${cy}L${cx},${y + height}Z`;
}

/** Where a place's name goes: inside, or where no line leaves a diamond. */
function placeText(spot: Spot, { x, y, width, height }: Box, wide: boolean) {
  const [cx, cy] = [x + width / 2, y + height / 2 + 4];
  if (!isRoute(spot)) return { x: cx, y: cy, textAnchor: 'middle' } as const;
  if (wide) return { x: cx, y: y + height + 11, textAnchor: 'middle' } as const;
  return spot === 'routeIn'
    ? ({ x: x - 6, y: cy, textAnchor: 'end' } as const)
    : ({ x: x + width + 6, y: cy, textAnchor: 'start' } as const);
}

function useNames(spot: Spot): { readonly short: string; readonly long: string } {
  const words = useWords('netfilter');
  const { names } = words;
  switch (spot) {
    case 'in':
      return { short: names.incoming, long: names.incoming };
    case 'out':
      return { short: names.outgoing, long: names.outgoing };
    case 'bridge':
      return { short: words.bridge, long: words.bridge };
    case 'routeIn':
      return { short: words.route, long: names.routeIn };
    case 'routeOut':
      return { short: words.route, long: names.routeOut };
    default:
      return { short: words.process, long: names.local };
  }
}

export function Place({ spot, box, stop, label, wide, dropped, moment, onStep }: PlaceProps) {
  const words = useWords('netfilter');
  const { short, long } = useNames(spot);
  const { x, y, width, height } = box;
  const state = stateOf(spotKey(spot), stop?.from ?? null, moment);
  const said = label ? `${long}: ${label}` : long;
  const name = [said, dropped ? words.dropped : '', state === 'off' ? '' : words.names[state]];
  return (
    <Press
      id={spotKey(spot)}
      label={name.filter((part) => part !== '').join(', ')}
      state={state}
      className={styles.place}
      onPress={stop ? () => onStep(stop.from) : null}
    >
      {isRoute(spot) ? (
        <>
          <rect className={styles.reach} x={x - 3} y={y - 3} width={width + 6} height={height + 6} />
          <path className={styles.shape} d={diamond(box)} />
        </>
      ) : (
        <rect
          className={styles.shape}
          x={x}
          y={y}
          width={width}
          height={height}
          rx={spot === 'local' ? 3 : 8}
          strokeDasharray={spot === 'local' ? '3 2' : undefined}
        />
      )}
      <text className={styles.placeName} {...placeText(spot, box, wide)}>
        {isRoute(spot) ? short : cut(label || short, 'small', width - 8)}
      </text>
      {dropped ? <Dropped x={x + width / 2 + 34} y={y + height + 2} /> : null}
    </Press>
  );
}
