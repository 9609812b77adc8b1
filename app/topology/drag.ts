// A pod is dragged to another node: with a mouse or a pen; fingers scroll, and have the pod's card instead.
import type { ClusterParts } from './clusterParts.ts';
import styles from './topology.module.css';

/** Before it has gone this far, in pixels, it is a click. */
const THRESHOLD = 6;

interface Dragged {
  readonly pod: string;
  readonly element: Element;
  readonly label: string;
  readonly from: number | null;
  readonly x: number;
  readonly y: number;
}

const attribute = (element: Element | null | undefined, name: string) => {
  const text = element?.closest(`[${name}]`)?.getAttribute(name);
  return text === undefined || text === null ? null : Number(text);
};

/** The machine under a point, whatever stands on it. */
const machineAt = (x: number, y: number) =>
  document
    .elementsFromPoint(x, y)
    .reduce<number | null>((found, each) => found ?? attribute(each, 'data-machine'), null);

/** What ends a drag is no click; the browser tells of one at once, or not at all. */
function ignoreClick(root: HTMLElement): void {
  const over = new AbortController();
  root.addEventListener('click', (event) => event.stopImmediatePropagation(), {
    capture: true,
    signal: over.signal,
  });
  setTimeout(() => over.abort());
}

/** Returns a way to stop. `onDrop`: a pod's key, and the node it was let go over. */
export function listenToDrags(
  root: HTMLElement,
  { pods, machines }: ClusterParts,
  onDrop: (pod: string, node: string) => void,
): () => void {
  const stop = new AbortController();
  const grounds = [...pods.keys()].flatMap((id) => root.querySelector(`[data-namespace="${id}"]`) ?? []);
  for (const ground of grounds) ground.setAttribute('data-pod', '');
  let held: Dragged | null = null;
  let ghost: HTMLElement | null = null;
  let target: Element | null = null;

  const aim = (machine: number | null) => {
    target?.removeAttribute('data-drop');
    const other = machine !== null && machine !== held?.from && machines.has(machine);
    target = other ? root.querySelector(`[data-machine="${machine}"]`) : null;
    target?.setAttribute('data-drop', '');
  };
  const end = () => {
    aim(null);
    held?.element.removeAttribute('data-dragged');
    ghost?.remove();
    ghost = null;
    held = null;
  };
  const begin = ({ element, label }: Dragged) => {
    element.setAttribute('data-dragged', '');
    ghost = document.createElement('div');
    ghost.className = styles.ghost ?? '';
    ghost.textContent = label;
    root.append(ghost);
  };

  const on = <K extends keyof WindowEventMap>(
    where: EventTarget,
    type: K,
    handler: (event: WindowEventMap[K]) => void,
  ) => where.addEventListener(type, handler as EventListener, { signal: stop.signal });
  on(root, 'pointerdown', (event) => {
    const element = event.target instanceof Element ? event.target.closest('[data-pod]') : null;
    const pod = pods.get(attribute(element, 'data-namespace') ?? -1);
    if (!element || pod === undefined || event.button !== 0 || event.pointerType === 'touch') return;
    const { clientX: x, clientY: y } = event;
    held = { pod, element, label: pod.slice(pod.indexOf('/') + 1), from: machineAt(x, y), x, y };
  });
  on(window, 'pointermove', ({ clientX, clientY }) => {
    if (!held) return;
    if (!ghost && Math.hypot(clientX - held.x, clientY - held.y) < THRESHOLD) return;
    if (!ghost) begin(held);
    const frame = root.getBoundingClientRect();
    ghost!.style.translate = `${clientX - frame.left + 8}px ${clientY - frame.top + 8}px`;
    aim(machineAt(clientX, clientY));
  });
  on(window, 'pointerup', ({ clientX, clientY }) => {
    const node = ghost && target ? machines.get(machineAt(clientX, clientY) ?? -1) : undefined;
    const pod = held?.pod;
    if (ghost) ignoreClick(root);
    end();
    if (node !== undefined && pod !== undefined) onDrop(pod, node);
  });
  on(window, 'pointercancel', end);
  on(document, 'selectstart', (event) => {
    if (held) event.preventDefault();
  });
  on(window, 'keydown', (event) => {
    if (ghost && event.key === 'Escape') end();
  });
  return () => {
    end();
    stop.abort();
    for (const ground of grounds) ground.removeAttribute('data-pod');
  };
}
