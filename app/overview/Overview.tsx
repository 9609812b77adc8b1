// All nodes of a cluster on one canvas: those to which the packet comes among all the others. One is chosen to know more, or to
// send a packet there.
import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Opened } from '../../engine/protocol.ts';
import type { NodeSummary } from '../../engine/trace/outline.ts';
import { eventOfStep } from '../../engine/trace/steps.ts';
import { useWords } from '../state/language.ts';
import { usePlayback } from '../state/playback.ts';
import { nodes as askForNodes, useOpened } from '../state/session.ts';
import { Button } from '../ui/Button.tsx';
import { useSize } from '../ui/useSize.ts';
import { gridFor, indexAt } from './grid.ts';
import { NodeCard } from './NodeCard.tsx';
import styles from './Overview.module.css';
import { INKS, type Scene } from './paint.ts';
import { useCanvas } from './useCanvas.ts';
import { machineAt, visitsOf } from './visits.ts';

const NONE: readonly NodeSummary[] = [];

/** Those of the network before stay until there is an answer for the one on show: mostly they are the same. */
function useNodes(): readonly NodeSummary[] {
  const opened = useOpened();
  const [answer, setAnswer] = useState({ of: null as Opened | null, nodes: NONE });
  useEffect(() => {
    if (answer.of === opened) return;
    let over = false;
    void askForNodes().then((nodes) => {
      if (!over && nodes) setAnswer({ of: opened, nodes });
    });
    return () => {
      over = true;
    };
  }, [opened, answer]);
  return answer.nodes;
}

function useScene(nodes: readonly NodeSummary[], grid: Scene['grid'], chosen: number): Scene {
  const { outline, trace } = useOpened();
  const { tick, zoom } = usePlayback();
  const indexes = useMemo(() => new Map(nodes.map(({ name }, index) => [name, index])), [nodes]);
  const { visited, ways } = useMemo(() => {
    const indexOf = (name: string) => indexes.get(name) ?? -1;
    const found = visitsOf(outline, trace)
      .map(([from, to]) => [indexOf(from), indexOf(to)] as const)
      .filter((way) => !way.includes(-1));
    const seen = trace.events.flatMap(({ level, ns }) =>
      level === 'hop' ? (outline.machines[outline.namespaces[ns]?.machine ?? -1]?.name ?? []) : [],
    );
    const all = [...new Set(seen)].map(indexOf).filter((index) => index >= 0);
    return { visited: new Set(all), ways: found };
  }, [outline, trace, indexes]);
  const here = indexes.get(machineAt(outline, trace, eventOfStep(trace, zoom, tick)) ?? '') ?? -1;
  return useMemo(
    () => ({ nodes, grid, visited, ways, here, chosen }),
    [nodes, grid, visited, ways, here, chosen],
  );
}

/** `onClose`: back to the drawing. `onShow`: to a machine in it. */
export function Overview({
  onClose,
  onShow,
}: {
  readonly onClose: () => void;
  readonly onShow: (ns: number) => void;
}) {
  const words = useWords('overview');
  const root = useRef<HTMLElement>(null);
  const area = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(area);
  const nodes = useNodes();
  const grid = useMemo(() => gridFor(nodes.length, size), [nodes, size]);
  const [chosen, setChosen] = useState(-1);
  const [pointed, setPointed] = useState<{ index: number; x: number; y: number } | null>(null);
  const scene = useScene(nodes, grid, chosen);
  const hand = useCanvas(root, canvas, scene, size);

  const indexUnder = (event: PointerEvent) => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const [x, y] = hand.current?.at(event.clientX - left, event.clientY - top) ?? [-1, -1];
    return { index: indexAt(grid, x, y), x: event.clientX - left, y: event.clientY - top };
  };
  const show = (index: number) => {
    setChosen(index);
    hand.current?.show(index);
  };
  const pods = useMemo(() => nodes.reduce((sum, node) => sum + node.pods, 0), [nodes]);
  const tip = pointed && nodes[pointed.index];

  return (
    <section ref={root} className={styles.root} aria-label={words.title}>
      {INKS.map((name) => (
        <i key={name} hidden data-ink={name} />
      ))}
      <div className={styles.head}>
        <Button icon="previous" onClick={onClose}>
          {words.back}
        </Button>
        <Seek nodes={nodes} onFound={show} />
        {nodes.length > 0 ? <p className={styles.count}>{words.count(nodes.length, pods)}</p> : null}
      </div>
      <div ref={area} className={styles.area}>
        <canvas
          ref={canvas}
          className={styles.canvas}
          role="img"
          aria-label={words.picture(
            nodes.length,
            pods,
            [...scene.visited].map((index) => nodes[index]!.name),
          )}
          onPointerMove={(event) => {
            const at = indexUnder(event);
            setPointed(at.index < 0 || event.buttons > 0 ? null : at);
          }}
          onPointerLeave={() => setPointed(null)}
          onClick={(event) => setChosen(indexUnder(event as unknown as PointerEvent).index)}
        />
        {tip ? (
          <p className={styles.tip} style={tipStyle(pointed, size)}>
            <strong>{tip.name}</strong> {tip.address} · {words.pods(tip.pods)}
          </p>
        ) : null}
        <NodeCard
          node={nodes[chosen] ?? null}
          visited={[...scene.visited].map((index) => ({ index, node: nodes[index]! }))}
          onChoose={show}
          onShow={onShow}
        />
        <fieldset className={styles.controls} aria-label={words.camera}>
          <Button icon="minus" label={words.zoomOut} onClick={() => hand.current?.zoomBy(1 / 1.6)} />
          <Button icon="plus" label={words.zoomIn} onClick={() => hand.current?.zoomBy(1.6)} />
          <Button icon="whole" label={words.fit} onClick={() => hand.current?.fit()} />
        </fieldset>
      </div>
    </section>
  );
}

function tipStyle(
  { x, y }: { readonly x: number; readonly y: number },
  { width }: { readonly width: number },
) {
  return x > width / 2 ? { right: width - x + 12, top: y + 12 } : { left: x + 12, top: y + 12 };
}

/** A node by its name, the beginning of it, or its address. */
function Seek({
  nodes,
  onFound,
}: {
  readonly nodes: readonly NodeSummary[];
  readonly onFound: (index: number) => void;
}) {
  const words = useWords('overview');
  const [text, setText] = useState('');
  const [missing, setMissing] = useState(false);
  const seek = () => {
    const asked = text.trim().toLowerCase();
    if (asked === '') return;
    const is = ({ name, address }: NodeSummary) => name.toLowerCase() === asked || address === asked;
    const exact = nodes.findIndex(is);
    const found = exact >= 0 ? exact : nodes.findIndex(({ name }) => name.toLowerCase().includes(asked));
    setMissing(found < 0);
    if (found >= 0) onFound(found);
  };
  return (
    <form
      className={styles.seek}
      onSubmit={(event) => {
        event.preventDefault();
        seek();
      }}
    >
      <input
        type="search"
        aria-label={words.seek}
        placeholder={words.seek}
        value={text}
        maxLength={253}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        aria-invalid={missing || undefined}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setMissing(false);
        }}
      />
      <span role="status">{missing ? words.missing : ''}</span>
    </form>
  );
}
