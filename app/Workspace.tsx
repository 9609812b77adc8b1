// The parts around an open network: side by side where there is room, one at a time where there is not.
import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react';
import { Group, Panel } from 'react-resizable-panels';
import { Hints } from './hints/Hints.tsx';
import { Bytes, useHex } from './inspector/Bytes.tsx';
import { Packet, usePacketName } from './inspector/Packet.tsx';
import { Why } from './inspector/Why.tsx';
import { AddNote } from './notes/AddNote.tsx';
import { StepNotes } from './notes/StepNotes.tsx';
import { Panes } from './panes/Panes.tsx';
import { Steps, useStepCount } from './playback/Steps.tsx';
import { Transport } from './playback/Transport.tsx';
import { breakpointAt, devicesWithStops, toggleBreakpoint, useBreakpoints } from './state/breakpoints.ts';
import { useChange } from './state/change.ts';
import { useComparison } from './state/comparison.ts';
import { useWords } from './state/language.ts';
import { goToTick, pause, usePlayback } from './state/playback.ts';
import { pin, seek, setView, useFocus, useSelection, type View } from './state/selection.ts';
import { useOpened } from './state/session.ts';
import { Timeline } from './timeline/Timeline.tsx';
import { Topology } from './topology/Topology.tsx';
import { Between } from './ui/Between.tsx';
import { CopyButton } from './ui/CopyButton.tsx';
import hidden from './ui/hidden.module.css';
import { Section } from './ui/Section.tsx';
import { panelProps, Tabs } from './ui/Tabs.tsx';
import { useMedia } from './ui/useMedia.ts';
import styles from './Workspace.module.css';

/** Of a big cluster. */
const Overview = lazy(async () => ({ default: (await import('./overview/Overview.tsx')).Overview }));

interface DrawingProps {
  /** Seen from the last row of a room. */
  readonly far?: boolean;
  /** Only to be looked at. */
  readonly fixed?: boolean;
}

export function Drawing({ far = false, fixed = false }: DrawingProps) {
  const opened = useOpened();
  const { outline, trace } = opened;
  const breakpoints = useBreakpoints((state) => state.breakpoints);
  const stops = useMemo(() => devicesWithStops(opened, breakpoints), [opened, breakpoints]);
  const sought = useSelection((selection) => selection.sought);
  const { tick, zoom } = usePlayback();
  const focus = useFocus();
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const [all, setAll] = useState(false);
  if (all && outline.asleep) {
    return (
      <Suspense fallback={null}>
        <Overview
          onClose={() => setAll(false)}
          onShow={(ns) => {
            seek(ns, -1);
            setAll(false);
          }}
        />
      </Suspense>
    );
  }
  return (
    <Topology
      outline={outline}
      trace={trace}
      tick={tick}
      zoom={zoom}
      focus={focus}
      onFocus={pin}
      onStep={(to) => {
        pause();
        goToTick(to);
      }}
      onAll={() => setAll(true)}
      onStop={(device) => toggleBreakpoint(breakpointAt(opened, device))}
      stops={stops}
      sought={sought}
      animate={!still}
      far={far}
      editable={!fixed}
    />
  );
}

function StepsSection() {
  const words = useWords('page');
  return (
    <Section title={words.steps} aside={`${useStepCount()}`}>
      <Steps />
    </Section>
  );
}

function WhySection() {
  const words = useWords('page');
  return (
    <Section title={words.why} tools={<AddNote />}>
      <StepNotes />
      <Why />
    </Section>
  );
}

function PacketSection() {
  const words = useWords('page');
  return (
    <Section title={words.packet} aside={usePacketName()}>
      <Packet />
    </Section>
  );
}

function BytesSection() {
  const words = useWords('page');
  const hex = useHex();
  return (
    <Section title={words.bytes} tools={<CopyButton label={words.copyOctets} text={hex} />}>
      <Bytes />
    </Section>
  );
}

type ViewName = 'why' | 'packet' | 'bytes' | 'steps' | 'tables';

/** Everything at once: steps, drawing and tables, inspector. */
function Wide() {
  const { separators } = useWords('page');
  const roomy = useMedia('(min-width: 1400px)');
  return (
    <Group orientation="horizontal" className={styles.workspace ?? ''}>
      <Panel
        id="steps"
        defaultSize={roomy ? '250px' : '212px'}
        minSize="160px"
        groupResizeBehavior="preserve-pixel-size"
      >
        <StepsSection />
      </Panel>
      <Between label={separators.steps} />
      <Panel id="middle" minSize="420px">
        <div className={styles.column}>
          <Group orientation="vertical" className={styles.grow ?? ''}>
            <Panel id="topology" minSize="160px">
              <Drawing />
            </Panel>
            <Between label={separators.drawing} />
            <Panel id="tables" defaultSize="36%" minSize="100px">
              <Panes />
            </Panel>
          </Group>
        </div>
      </Panel>
      <Between label={separators.inspector} />
      <Panel
        id="inspector"
        defaultSize={roomy ? '440px' : '406px'}
        minSize="260px"
        groupResizeBehavior="preserve-pixel-size"
      >
        <Group orientation="vertical">
          <Panel id="why" defaultSize="38%" minSize="80px">
            <WhySection />
          </Panel>
          <Between label={separators.why} />
          <Panel id="packet" minSize="80px">
            <PacketSection />
          </Panel>
          <Between label={separators.bytes} />
          <Panel id="bytes" defaultSize="26%" minSize="80px">
            <BytesSection />
          </Panel>
        </Group>
      </Panel>
    </Group>
  );
}

function WhyView() {
  const words = useWords('page');
  return (
    <>
      <h2 className={hidden.hidden}>{words.why}</h2>
      <StepNotes />
      <Why aside={<AddNote />} />
    </>
  );
}

const VIEWS: readonly { readonly id: View; readonly name: ViewName; readonly part: ReactNode }[] = [
  { id: 'why', name: 'why', part: <WhyView /> },
  { id: 'packet', name: 'packet', part: <PacketSection /> },
  { id: 'bytes', name: 'bytes', part: <BytesSection /> },
  { id: 'steps', name: 'steps', part: <Steps /> },
  { id: 'pane', name: 'tables', part: <Panes /> },
];

/** One part at a time. */
function Views({ views }: { readonly views: typeof VIEWS }) {
  const words = useWords('page');
  const wanted = useSelection((selection) => selection.view);
  const tabs = views.map(({ id, name }) => ({ id, name: words[name] }));
  const { id, part } = views.find((view) => view.id === wanted) ?? views[0]!;
  return (
    <div className={styles.views}>
      <Tabs group="view" label={words.view} tabs={tabs} selected={id} onSelect={setView} />
      <div className={styles.view} {...panelProps('view', id)}>
        {part}
      </div>
    </div>
  );
}

/** The drawing above; below it one part at a time, and beside that the tables where they fit. */
function Narrow() {
  const roomy = useMedia('(min-width: 820px)');
  return (
    <div className={styles.narrow}>
      <div className={styles.drawing}>
        <Drawing />
      </div>
      <div className={styles.below}>
        <Views views={roomy ? VIEWS.filter(({ id }) => id !== 'pane') : VIEWS} />
        {roomy ? <Panes /> : null}
      </div>
    </div>
  );
}

const Comparison = lazy(async () => ({ default: (await import('./Comparison.tsx')).Comparison }));
/** Loaded when somebody edits. */
const ChangeLine = lazy(async () => ({ default: (await import('./compare/ChangeLine.tsx')).ChangeLine }));

const useCompared = () => useComparison((comparison) => comparison.against !== null);

function Parts() {
  const wide = useMedia('(min-width: 1100px)');
  if (useCompared()) {
    return (
      <Suspense fallback={<div className={styles.workspace} />}>
        <Comparison />
      </Suspense>
    );
  }
  return wide ? <Wide /> : <Narrow />;
}

/** `stopAt`: what the transport has besides its own. */
export function Workspace({ stopAt }: { readonly stopAt: ReactNode }) {
  const change = useChange((state) => state.change);
  const compared = useCompared();
  return (
    <main className={styles.main}>
      <Parts />
      {change ? (
        <Suspense fallback={null}>
          <ChangeLine change={change} />
        </Suspense>
      ) : null}
      <Hints />
      {compared ? null : <Timeline />}
      <Transport>{stopAt}</Transport>
    </main>
  );
}
