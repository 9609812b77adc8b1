// What was chosen in the drawing, and what can be done with it: it stays beside it until something else is chosen.
import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import type { ClusterRows } from '../../engine/cluster/kubectl/rows.ts';
import type { Outline } from '../../engine/trace/outline.ts';
import { type Act, askEdit, type Box } from '../state/editing.ts';
import { useWords } from '../state/language.ts';
import { type EditableTable, IN_CLUSTER } from '../state/rows.ts';
import { useOpened } from '../state/session.ts';
import { Button } from '../ui/Button.tsx';
import type { IconName } from '../ui/Icon.tsx';
import type { ClusterParts } from './clusterParts.ts';
import { DeviceFacts, GAP, leftOf, type Spot, WIDTH } from './Tooltip.tsx';
import styles from './topology.module.css';

/** By its number in the outline. */
export type Thing = { readonly device: number } | { readonly namespace: number };

/** The element that stands for a thing. */
export const selectorOf = (thing: Thing) =>
  'device' in thing ? `[data-device="${thing.device}"]` : `[data-namespace="${thing.namespace}"]`;

interface FrameProps {
  readonly name: string;
  readonly spot: Spot;
  readonly width: number;
  readonly height: number;
  /** It was chosen with the keyboard, which goes on in the card. */
  readonly byKey: boolean;
  /** What it is about. */
  readonly about: string;
  readonly acts: readonly { readonly icon: IconName; readonly name: string; do(near: Box): void }[];
  onClose(): void;
  readonly children: ReactNode;
}

function Frame({ name, spot, width, height: room, byKey, about, acts, onClose, children }: FrameProps) {
  const words = useWords('edit');
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (byKey) card.current?.querySelector('button')?.focus();
  }, [byKey]);
  // Beside the thing as far as there is room, and whole in any case.
  useLayoutEffect(() => {
    const element = card.current;
    if (!element) return;
    const { height } = element.getBoundingClientRect();
    const below = spot.bottom + GAP;
    const top = below + height + GAP <= room ? below : spot.top - GAP - height;
    element.style.top = `${Math.max(GAP, Math.min(top, room - height - GAP))}px`;
  }, [spot, room]);
  // Whoever was in the card is at the thing again when it is gone.
  useLayoutEffect(() => {
    const element = card.current;
    const drawing = element?.parentElement;
    return () => {
      if (element?.contains(document.activeElement)) drawing?.querySelector<SVGElement>(about)?.focus();
    };
  }, [about]);
  return (
    <section
      ref={card}
      aria-label={name}
      data-card
      className={styles.deviceCard}
      style={{ left: leftOf(spot, width), width: WIDTH }}
    >
      {children}
      <footer>
        {acts.map((act) => (
          <Button
            key={act.icon}
            icon={act.icon}
            look="outlined"
            onClick={() => act.do(card.current!.getBoundingClientRect())}
          >
            {act.name}
          </Button>
        ))}
        <Button icon="close" label={words.close} onClick={onClose} />
      </footer>
    </section>
  );
}

interface CardProps extends Omit<FrameProps, 'name' | 'about' | 'acts' | 'children'> {
  readonly outline: Outline;
  readonly parts: ClusterParts;
  readonly thing: Thing;
}

export function Card({ outline, parts, thing, ...frame }: CardProps) {
  const words = useWords('edit');
  const { cluster } = useOpened();
  const own = { ...frame, about: selectorOf(thing) };
  const ask = (act: Act, ns: number, table: EditableTable, key: string) => (near: Box) =>
    askEdit({ act, ns, table, key, near });
  if ('device' in thing) {
    const device = outline.devices[thing.device]!;
    const asked = (act: Act) => ask(act, device.ns, 'link', device.name);
    const acts = [
      { icon: 'power', name: device.up ? words.acts.down : words.acts.up, do: asked('toggle') },
      { icon: 'edit', name: words.acts.edit, do: asked('edit') },
    ] as const;
    return (
      <Frame {...own} name={`${outline.namespaces[device.ns]!.label}: ${device.name}`} acts={acts}>
        <DeviceFacts outline={outline} device={device} />
      </Frame>
    );
  }
  const { label } = outline.namespaces[thing.namespace]!;
  const pod = parts.pods.get(thing.namespace);
  const key = pod ?? parts.nodes.get(thing.namespace)!;
  const asked = (act: Act, table: EditableTable) => ask(act, IN_CLUSTER, table, key);
  const acts = pod
    ? ([
        { icon: 'move', name: words.acts.move, do: asked('move', 'pods') },
        { icon: 'trash', name: words.acts.delete, do: asked('delete', 'pods') },
      ] as const)
    : ([
        { icon: 'plus', name: words.acts.addPod, do: asked('add', 'pods') },
        { icon: 'trash', name: words.acts.delete, do: asked('delete', 'nodes') },
      ] as const);
  return (
    <Frame {...own} name={label} acts={acts}>
      <strong>{label}</strong>
      <p>{pod ? servicesText(cluster!, pod) : null}</p>
    </Frame>
  );
}

/** Which services lead to a pod. */
function servicesText({ pods, endpoints }: ClusterRows, key: string): string {
  const ip = pods.find(({ namespace, name }) => `${namespace}/${name}` === key)?.ip;
  const leading = endpoints.filter(({ addresses }) => addresses.some((each) => each.split(':')[0] === ip));
  return leading.map(({ name }) => name).join(', ');
}
