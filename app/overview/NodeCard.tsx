// What there is to know about a node, and to do there; before one is chosen, those to which the packet comes.
import { useEffect, useState } from 'react';
import type { NodeSummary, PodSummary } from '../../engine/trace/outline.ts';
import { useWords } from '../state/language.ts';
import { chooseProbe } from '../state/link.ts';
import { podsOn, useOpened } from '../state/session.ts';
import { Button } from '../ui/Button.tsx';
import styles from './Overview.module.css';

interface Visited {
  readonly index: number;
  readonly node: NodeSummary;
}

interface NodeCardProps {
  readonly node: NodeSummary | null;
  readonly visited: readonly Visited[];
  readonly onChoose: (index: number) => void;
  readonly onShow: (ns: number) => void;
}

const NONE: readonly PodSummary[] = [];

function usePods(node: string): readonly PodSummary[] {
  const [answer, setAnswer] = useState<{ node: string; pods: readonly PodSummary[] } | null>(null);
  useEffect(() => {
    let over = false;
    void podsOn(node).then((pods) => {
      if (!over && pods) setAnswer({ node, pods });
    });
    return () => {
      over = true;
    };
  }, [node]);
  return answer?.node === node ? answer.pods : NONE;
}

export function NodeCard({ node, visited, onChoose, onShow }: NodeCardProps) {
  return node ? <Chosen node={node} onShow={onShow} /> : <Visits visited={visited} onChoose={onChoose} />;
}

function Visits({ visited, onChoose }: Pick<NodeCardProps, 'visited' | 'onChoose'>) {
  const words = useWords('overview');
  if (visited.length === 0) return null;
  return (
    <aside className={styles.card} aria-label={words.visits}>
      <h3>{words.visits}</h3>
      <ul>
        {visited.map(({ index, node }) => (
          <li key={node.name}>
            <button type="button" onClick={() => onChoose(index)}>
              {node.name}
            </button>
            <span>{node.address}</span>
          </li>
        ))}
      </ul>
    </aside>
  );
}

function Chosen({ node, onShow }: { readonly node: NodeSummary; readonly onShow: (ns: number) => void }) {
  const words = useWords('overview');
  const { outline, probe } = useOpened();
  const pods = usePods(node.name);
  const drawn = outline.namespaces.find(
    ({ machine, root }) => root && outline.machines[machine]!.name === node.name,
  );
  return (
    <aside className={styles.card} aria-label={node.name}>
      <h3>{node.name}</h3>
      <p>
        {node.address} · {words.pods(node.pods)} · {drawn ? words.drawn : words.asleep}
      </p>
      {drawn ? <Button onClick={() => onShow(drawn.id)}>{words.show}</Button> : null}
      <h4>{words.pingFrom(probe.in)}</h4>
      <ul aria-label={words.podsOn(node.name)}>
        {[{ name: node.name, address: node.address }, ...pods].map(({ name, address }) => (
          <li key={name}>
            <button
              type="button"
              disabled={address === null}
              aria-label={words.ping(name, address ?? '')}
              onClick={() => void chooseProbe({ in: probe.in, run: `ping -c 1 ${address}` })}
            >
              {name}
            </button>
            <span>{address}</span>
          </li>
        ))}
      </ul>
    </aside>
  );
}
