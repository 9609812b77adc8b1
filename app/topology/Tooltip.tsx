// All details of the device under the pointer or in focus.
import type { DeviceOutline, Outline } from '../../engine/trace/outline.ts';
import { useWords } from '../state/language.ts';
import { deviceFacts } from './deviceText.ts';
import styles from './topology.module.css';

/** Where something is on the screen, relative to the drawing. */
export interface Spot {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

export interface TooltipTarget extends Spot {
  readonly device: number;
}

interface TooltipProps {
  readonly outline: Outline;
  readonly target: TooltipTarget;
  readonly width: number;
  readonly height: number;
}

/** Of a tooltip and of a card, in pixels. */
export const WIDTH = 250;
export const GAP = 6;

export const leftOf = ({ x }: Spot, room: number) => Math.max(4, Math.min(room - WIDTH - 4, x - WIDTH / 2));

/** Below what is in the upper half of the drawing, above what is in the lower. */
function placeOf({ target, width, height }: TooltipProps) {
  const below = target.top < height / 2;
  return {
    left: leftOf(target, width),
    width: WIDTH,
    ...(below ? { top: target.bottom + GAP } : { bottom: height - target.top + GAP }),
  };
}

export function DeviceFacts({
  outline,
  device,
}: {
  readonly outline: Outline;
  readonly device: DeviceOutline;
}) {
  const words = useWords('topology');
  return (
    <>
      <strong>{device.name}</strong>
      <dl>
        {deviceFacts(words, outline, device).map(([name, text]) => (
          <div key={name}>
            <dt>{words.facts[name]}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

export function Tooltip(props: TooltipProps) {
  const { outline, target } = props;
  const device = outline.devices[target.device];
  if (!device) return null;
  return (
    <div role="tooltip" className={styles.tooltip} style={placeOf(props)}>
      <DeviceFacts outline={outline} device={device} />
    </div>
  );
}
