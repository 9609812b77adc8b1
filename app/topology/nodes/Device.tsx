// A device: the shape and icon of its kind, and its texts.
import type { DeviceOutline, Outline } from '../../../engine/trace/outline.ts';
import type { Words } from '../../words/catalogue.ts';
import { deviceLabel } from '../deviceText.ts';
import type { DeviceBox } from '../layout.ts';
import { JACK } from '../measure.ts';
import styles from '../scene.module.css';
import { control } from './control.ts';
import { DeviceIcon } from './icons.tsx';
import { Lines } from './Lines.tsx';
import { SHAPES } from './shapes.tsx';

interface DeviceProps {
  readonly words: Words['topology'];
  readonly outline: Outline;
  readonly device: DeviceOutline;
  readonly box: DeviceBox;
}

/** Wires need room: the icon column is set off from the texts. */
function Jack({ box }: { readonly box: DeviceBox }) {
  const x = box.x + 2 * JACK - 2;
  return box.shape === 'port' ? null : (
    <path className={styles.seam} d={`M${x},${box.y + 6}V${box.y + box.height - 6}`} />
  );
}

export function Device({ words, outline, device, box }: DeviceProps) {
  const Shape = SHAPES[device.kind];
  return (
    <g
      className={styles.device}
      {...control(deviceLabel(words, outline, device))}
      data-device={device.id}
      data-ns={device.ns}
      data-kind={device.kind}
      data-shape={box.shape}
      data-down={device.up ? undefined : ''}
    >
      <Shape box={box} />
      <Jack box={box} />
      <g
        className={styles.icon}
        transform={`translate(${box.jack.x},${box.jack.y})scale(${box.shape === 'port' ? 0.85 : 1})`}
      >
        <DeviceIcon kind={device.kind} />
        {device.up ? null : <path className={styles.off} d="M-7,7L7,-7" />}
      </g>
      <Lines lines={box.lines} />
      <circle className={styles.stop} data-stop={device.id} cx={box.x + box.width} cy={box.y} r={6} />
    </g>
  );
}
