// The drawing: the network, the packet in it, and the way it goes. React draws the structure once; steps are written directly.
import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Level, Trace } from '../../engine/trace/events.ts';
import type { Outline } from '../../engine/trace/outline.ts';
import { askEdit } from '../state/editing.ts';
import { useSpeech, useWords } from '../state/language.ts';
import { IN_CLUSTER } from '../state/rows.ts';
import { useTitle } from '../state/scenario.ts';
import { useOpened } from '../state/session.ts';
import { useSize } from '../ui/useSize.ts';
import { Card, selectorOf, type Thing } from './Card.tsx';
import { type ClusterParts, clusterParts } from './clusterParts.ts';
import { listenToDrags } from './drag.ts';
import { type Drawing, drawingOf } from './drawing.ts';
import type { Sought } from './highlight.ts';
import { Legend } from './Legend.tsx';
import { type Listeners, spotOf } from './listen.ts';
import packet from './packet.module.css';
import { Figures, Ground } from './Scene.tsx';
import scene from './scene.module.css';
import { createStage, type Hand, type Stage } from './stage.ts';
import { type Spot, Tooltip, type TooltipTarget } from './Tooltip.tsx';
import styles from './topology.module.css';

export interface TopologyProps {
  /** What the network is called, where there are several. */
  readonly name?: string;
  readonly outline: Outline;
  readonly trace: Trace;
  /** Position. */
  readonly tick: number;
  readonly zoom: Level;
  /** Outline id of the namespace whose tables are shown. */
  readonly focus: number;
  /** A namespace, or one of its devices, was chosen. */
  onFocus(ns: number): void;
  /** A mark on the packet's path was chosen. */
  onStep(tick: number): void;
  /** A breakpoint at a device was asked for, or to be taken back; without it there are none. */
  onStop?(device: number): void;
  /** Outline ids of devices at which there is one. */
  readonly stops?: ReadonlySet<number>;
  /** Somebody looked for this: it is brought into view and gets the focus. */
  readonly sought?: Sought | null;
  /** false: the packet is there at once. */
  readonly animate: boolean;
  /** All nodes of the cluster were asked for; without it they cannot be. */
  onAll?(): void;
  /** Seen from far away: the packet's card is as large as the view lets it. */
  readonly far?: boolean;
  /** What is chosen in it can be edited. */
  readonly editable?: boolean;
}

const useDrawing = (outline: Outline, trace: Trace, aspect: number): Drawing =>
  useMemo(() => drawingOf(outline, trace, aspect), [outline, trace, aspect]);

/** Steps of a tenth, so that resizing a pane does not move machines at every pixel. */
const roundAspect = (width: number, height: number) =>
  height > 0 ? Math.round((width / height) * 10) / 10 : 1.6;

interface StageRequest {
  readonly outline: Outline;
  readonly trace: Trace;
  readonly drawing: Drawing;
  readonly listeners: Listeners;
  readonly far: boolean;
}

/** A stage on the mounted drawing; a new one whenever there is something else to draw. */
function useStage(
  root: RefObject<HTMLElement | null>,
  { outline, trace, drawing, listeners, far }: StageRequest,
) {
  const words = useWords('topology');
  const speech = useSpeech();
  const subject = useMemo(
    () => ({ outline, trace, words, speech, ...drawing, far }),
    [outline, trace, words, speech, drawing, far],
  );
  const [made, setMade] = useState<{ readonly stage: Stage; readonly subject: unknown } | null>(null);
  const latest = useRef(listeners);
  const hand = useRef<{ title: string; hand: Hand } | null>(null);
  useLayoutEffect(() => {
    latest.current = listeners;
  });
  useLayoutEffect(() => {
    if (!root.current) return;
    // An edited network is the same network, seen from where it was seen before.
    const { title } = subject.outline;
    if (hand.current?.title !== title) hand.current = { title, hand: { transform: null, fitted: false } };
    const stage = createStage(
      root.current,
      subject,
      {
        onFocus: (ns) => latest.current.onFocus(ns),
        onStep: (tick) => latest.current.onStep(tick),
        onStop: (device) => latest.current.onStop?.(device),
        onTip: (target) => latest.current.onTip(target),
        onChoose: (thing, byKey) => latest.current.onChoose(thing, byKey),
      },
      hand.current.hand,
    );
    setMade({ stage, subject });
    return () => stage.destroy();
  }, [root, subject]);
  // One that is taken down must not be told of what comes: it would leave it in the elements of its successor.
  return made?.subject === subject ? made.stage : null;
}

const NONE: ReadonlySet<number> = new Set();

/** What was looked for takes the focus once, however often the drawing is made anew. */
function useSought(stage: Stage | null, sought: Sought | null, animate: boolean) {
  const done = useRef<Sought | null>(null);
  useLayoutEffect(() => {
    if (!stage || done.current === sought) return;
    done.current = sought;
    stage.seek(sought, animate);
  }, [stage, sought, animate]);
}

/** A thing by its names: an edit may give it another number. */
interface Chosen {
  readonly ns: string;
  /** null: the namespace itself. */
  readonly device: string | null;
  readonly byKey: boolean;
}

function thingOf({ devices, namespaces }: Outline, { ns, device }: Chosen): Thing | null {
  const namespace = namespaces.findIndex(({ name }) => name === ns);
  if (namespace < 0) return null;
  if (device === null) return { namespace };
  const id = devices.findIndex((each) => each.name === device && each.ns === namespace);
  return id < 0 ? null : { device: id };
}

/** Where what was chosen is drawn, looked for whenever it may be drawn elsewhere. */
function useSpot(
  root: RefObject<HTMLElement | null>,
  about: string | null,
  drawn: readonly unknown[],
): Spot | null {
  const [found, setFound] = useState<{ readonly about: string | null; readonly spot: Spot | null } | null>(
    null,
  );
  useLayoutEffect(() => {
    const element = about === null ? null : root.current?.querySelector(about);
    setFound({ about, spot: element && root.current ? spotOf(element, root.current) : null });
  }, [root, about, ...drawn]);
  return found?.about === about ? found.spot : null;
}

/** Pods of the cluster can be dragged from node to node. */
function useDrags(root: RefObject<HTMLElement | null>, parts: ClusterParts, drawing: unknown): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn anew is listened to anew.
  useLayoutEffect(() => {
    if (!root.current || parts.pods.size === 0) return;
    return listenToDrags(root.current, parts, (key, to) =>
      askEdit({ act: 'move', ns: IN_CLUSTER, table: 'pods', key, near: null, to }),
    );
  }, [root, parts, drawing]);
}

export function Topology(props: TopologyProps) {
  const { name, outline, trace, tick, zoom, focus, onFocus, onStep, animate } = props;
  const { far = false, editable = false } = props;
  const { onStop, onAll, stops = NONE, sought = null } = props;
  const words = useWords('topology');
  const shown = useTitle() ?? outline.title;
  const root = useRef<HTMLElement>(null);
  const size = useSize(root);
  const drawing = useDrawing(outline, trace, roundAspect(size.width, size.height));
  const [tip, onTip] = useState<TooltipTarget | null>(null);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const { cluster } = useOpened();
  const parts = useMemo(() => clusterParts(outline, editable ? cluster : null), [outline, editable, cluster]);
  const onChoose = (thing: Thing | null, byKey: boolean) => {
    const device = thing && 'device' in thing ? outline.devices[thing.device]! : null;
    const ns = device?.ns ?? (thing && 'namespace' in thing ? thing.namespace : -1);
    const hasCard = editable && (device !== null || parts.pods.has(ns) || parts.nodes.has(ns));
    setChosen(hasCard ? { ns: outline.namespaces[ns]!.name, device: device?.name ?? null, byKey } : null);
  };
  const listeners = { onFocus, onStep, onStop, onTip, onChoose };
  const stage = useStage(root, { outline, trace, drawing, listeners, far });

  useLayoutEffect(() => stage?.resize(size), [stage, size]);
  useLayoutEffect(() => stage?.show({ zoom, tick, focus }, animate), [stage, zoom, tick, focus, animate]);
  useLayoutEffect(() => stage?.mark(stops), [stage, stops]);
  useSought(stage, sought, animate);

  const thing = chosen && thingOf(outline, chosen);
  const spot = useSpot(root, thing && selectorOf(thing), [stage, size, drawing]);
  useDrags(root, parts, drawing);

  const camera = (act: (stage: Stage) => void) => () => {
    if (stage) act(stage);
  };
  const { layout } = drawing;
  const { asleep } = outline;

  return (
    <section
      ref={root}
      data-stops={onStop ? '' : undefined}
      className={styles.root}
      aria-label={name ? words.topologyOf(name) : words.topology}
    >
      <svg
        className={styles.svg}
        role="graphics-object"
        aria-label={words.network(name ?? shown)}
        width={size.width}
        height={size.height}
      >
        <g data-part="world" data-detail="high">
          <Ground outline={outline} layout={layout} />
          <g>
            <path className={scene.inside} data-part="tunnel" />
            <path className={scene.future} data-part="future" />
            <path className={scene.past} data-part="past" />
          </g>
          <Figures outline={outline} layout={layout} />
          <g className={scene.marks} data-part="marks" />
          <g className={scene.waits} data-part="waits" />
          <g className={scene.drops} data-part="drops" />
        </g>
        <g>
          <line className={packet.leader} data-part="leader" />
          <g className={packet.token} data-part="token" />
        </g>
      </svg>
      <div className={packet.card} data-part="card" hidden />
      {tip && !(thing && spot && 'device' in thing && thing.device === tip.device) ? (
        <Tooltip outline={outline} target={tip} {...size} />
      ) : null}
      {asleep && asleep.machines > 0 ? (
        <div className={styles.asleep}>
          {words.asleep(asleep.machines, asleep.pods)}
          {onAll ? (
            <button type="button" className={styles.all} onClick={onAll}>
              {words.all}
            </button>
          ) : null}
        </div>
      ) : null}
      {chosen && thing && spot ? (
        <Card
          key={`${chosen.ns} ${chosen.device}`}
          outline={outline}
          parts={parts}
          thing={thing}
          spot={spot}
          {...size}
          byKey={chosen.byKey}
          onClose={() => setChosen(null)}
        />
      ) : null}
      <Legend />
      <fieldset className={styles.controls} aria-label={words.camera}>
        <button
          type="button"
          aria-label={words.zoomOut}
          title={words.zoomOut}
          onClick={camera((it) => it.zoomBy(1 / 1.4, animate))}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M3,8H13" />
          </svg>
        </button>
        <button
          type="button"
          aria-label={words.zoomIn}
          title={words.zoomIn}
          onClick={camera((it) => it.zoomBy(1.4, animate))}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M3,8H13M8,3V13" />
          </svg>
        </button>
        <button
          type="button"
          aria-label={words.fit}
          title={words.fitMeans}
          onClick={camera((it) => it.fit(animate))}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M2.5,6V2.5H6M10,2.5H13.5V6M13.5,10V13.5H10M6,13.5H2.5V10" />
          </svg>
        </button>
      </fieldset>
    </section>
  );
}
