// Two networks side by side, stepped together: the drawings above, below them the steps of both, the reasons, the tables and the cost.
import { type ReactNode, useState } from 'react';
import { Group, Panel } from 'react-resizable-panels';
import { useWords } from '../state/language.ts';
import { compareWith } from '../state/link.ts';
import { Between } from '../ui/Between.tsx';
import { Button } from '../ui/Button.tsx';
import { panelProps, Tabs } from '../ui/Tabs.tsx';
import { useMedia } from '../ui/useMedia.ts';
import styles from './Compare.module.css';
import { CompareButton } from './CompareButton.tsx';
import { Costs } from './Costs.tsx';
import { type Look, NO_LOOK, Tables, Whys } from './Details.tsx';
import { RowList } from './RowList.tsx';
import { Side } from './Side.tsx';
import { type Sides, useSides } from './sides.ts';
import type { Slots } from './slots.ts';

/** As the page calls them. */
type PartId = 'steps' | 'why' | 'tables' | 'cost';

/** To another comparison, or to none. */
function Tools() {
  const words = useWords('compare');
  return (
    <span className={styles.tools}>
      <CompareButton />
      <Button icon="close" label={words.end} onClick={() => void compareWith(null)} />
    </span>
  );
}

interface DrawingsProps {
  readonly sides: Sides;
  readonly Drawing: Slots['Drawing'];
  readonly look: Look;
  onLook(look: Partial<Look>): void;
}

function Drawings({ sides, Drawing, look, onLook }: DrawingsProps) {
  return (
    <div className={styles.drawings}>
      {sides.map((side, index) => (
        <Side
          key={side.key}
          side={side}
          at={index === 0 ? 'first' : 'second'}
          Drawing={Drawing}
          look={look[side.key]}
          onLook={(ns) => onLook({ [side.key]: ns })}
          tools={index === 1 ? <Tools /> : undefined}
        />
      ))}
    </div>
  );
}

interface PartsProps {
  readonly parts: readonly PartId[];
  readonly selected: PartId;
  onSelect(part: PartId): void;
  readonly bodies: Readonly<Record<PartId, ReactNode>>;
}

/** One part at a time. */
function Parts({ parts, selected, onSelect, bodies }: PartsProps) {
  const words = useWords('compare');
  const page = useWords('page');
  const shown = parts.includes(selected) ? selected : parts[0]!;
  return (
    <div className={styles.parts}>
      <Tabs
        group="comparison"
        label={words.parts}
        tabs={parts.map((id) => ({ id, name: id === 'cost' ? words.cost.name : page[id] }))}
        selected={shown}
        onSelect={onSelect}
      />
      <div
        className={styles.part} // biome-ignore lint/a11y/noNoninteractiveTabindex: long parts are reached by scrolling, with the keyboard too
        tabIndex={0}
        {...panelProps('comparison', shown)}
      >
        {bodies[shown]}
      </div>
    </div>
  );
}

/** Everything at once: the drawings above, below them the steps and beside these the rest. */
function Wide({ drawings, bodies, ...parts }: PartsProps & { readonly drawings: ReactNode }) {
  const words = useWords('compare').sizes;
  return (
    <Group orientation="vertical">
      <Panel id="drawings" defaultSize="54%" minSize="160px">
        {drawings}
      </Panel>
      <Between label={words.drawings} />
      <Panel id="below" minSize="120px">
        <Group orientation="horizontal">
          <Panel id="rows" minSize="360px">
            {bodies.steps}
          </Panel>
          <Between label={words.steps} />
          <Panel id="details" defaultSize="42%" minSize="320px">
            <Parts {...parts} bodies={bodies} />
          </Panel>
        </Group>
      </Panel>
    </Group>
  );
}

const ALL: readonly PartId[] = ['steps', 'why', 'tables', 'cost'];
const BESIDE_STEPS: readonly PartId[] = ['why', 'tables', 'cost'];

export function Compare({ Drawing, Reason, Table }: Slots) {
  const words = useWords('compare');
  const sides = useSides();
  const [look, setLook] = useState<Look>(NO_LOOK);
  const [part, setPart] = useState<PartId>('why');
  const wide = useMedia('(min-width: 1100px)');
  const change = (next: Partial<Look>) => setLook((now) => ({ ...now, ...next }));
  /** Somebody pointed at something: its table is shown. */
  const lookAt = (next: Partial<Look>) => {
    change(next);
    setPart('tables');
  };
  const drawings = <Drawings sides={sides} Drawing={Drawing} look={look} onLook={lookAt} />;
  const bodies: PartsProps['bodies'] = {
    steps: <RowList sides={sides} />,
    why: <Whys sides={sides} Reason={Reason} onLook={lookAt} />,
    tables: <Tables sides={sides} Table={Table} look={look} onLook={change} />,
    cost: <Costs sides={sides} />,
  };
  const parts = { selected: part, onSelect: setPart, bodies };
  return (
    <section className={styles.compare} aria-label={words.view}>
      {wide ? (
        <Wide drawings={drawings} parts={BESIDE_STEPS} {...parts} />
      ) : (
        <>
          {drawings}
          <Parts parts={ALL} {...parts} />
        </>
      )}
    </section>
  );
}
