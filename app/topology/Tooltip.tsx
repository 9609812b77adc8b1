// All details of the device under the pointer or in focus.
import type { Outline } from '../../engine/trace/outline.ts';
import { useWords } from '../state/language.ts';
import { deviceFacts } from './deviceText.ts';
import styles from './topology.module.css';

export interface TooltipTarget {
  readonly device: number;
  /** Of the device on the screen, relative to the drawing. */
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

interface TooltipProps {
  readonly outline: Outline;
  readonly target: TooltipTarget;
  readonly width: number;
  readonly height: number;
}

const WIDTH = 250;

export function Tooltip({ outline, target, width, height }: TooltipProps) {
  const words = useWords('topology');
  const device = outline.devices[target.device];
  if (!device) return null;
  const left = Math.max(4, Math.min(width - WIDTH - 4, target.x - WIDTH / 2));
  const below = target.top < height / 2;
  const style = below ? { left, top: target.bottom + 6 } : { left, bottom: height - target.top + 6 };
  return (
    <div role="tooltip" className={styles.tooltip} style={{ ...style, width: WIDTH }}>
      <strong>{device.name}</strong>
      <dl>
        {deviceFacts(words, outline, device).map(([name, text]) => (
          <div key={name}>
            <dt>{words.facts[name]}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
