// The parts around an open network: side by side where there is room, one at a time where there is not.
import type { ReactNode } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { Bytes, useHex } from './inspector/Bytes.tsx';
import { Packet, usePacketName } from './inspector/Packet.tsx';
import { Why } from './inspector/Why.tsx';
import { Panes } from './panes/Panes.tsx';
import { Steps, useStepCount } from './playback/Steps.tsx';
import { Transport } from './playback/Transport.tsx';
import { goToTick, pause, usePlayback } from './state/playback.ts';
import { pin, setView, useFocus, useSelection, type View } from './state/selection.ts';
import { useOpened } from './state/session.ts';
import { Topology } from './topology/Topology.tsx';
import { CopyButton } from './ui/CopyButton.tsx';
import hidden from './ui/hidden.module.css';
import { Section } from './ui/Section.tsx';
import { panelProps, Tabs } from './ui/Tabs.tsx';
import { useMedia } from './ui/useMedia.ts';
import styles from './Workspace.module.css';

function Drawing() {
  const { outline, trace } = useOpened();
  const { tick, zoom } = usePlayback();
  const focus = useFocus();
  const still = useMedia('(prefers-reduced-motion: reduce)');
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
      animate={!still}
    />
  );
}

function StepsSection() {
  return (
    <Section title="Steps" aside={`${useStepCount()}`}>
      <Steps />
    </Section>
  );
}

function WhySection() {
  return (
    <Section title="Why">
      <Why />
    </Section>
  );
}

function PacketSection() {
  return (
    <Section title="Packet" aside={usePacketName()}>
      <Packet />
    </Section>
  );
}

function BytesSection() {
  const hex = useHex();
  return (
    <Section title="Bytes" tools={<CopyButton label="Copy the octets" text={hex} />}>
      <Bytes />
    </Section>
  );
}

const Between = ({ label }: { readonly label: string }) => (
  <Separator className={styles.separator ?? ''} aria-label={label} />
);

/** Everything at once: steps, drawing and tables, inspector. */
function Wide() {
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
      <Between label="Width of the steps" />
      <Panel id="middle" minSize="420px">
        <div className={styles.column}>
          <Group orientation="vertical" className={styles.grow ?? ''}>
            <Panel id="topology" minSize="160px">
              <Drawing />
            </Panel>
            <Between label="Height of the drawing" />
            <Panel id="tables" defaultSize="36%" minSize="100px">
              <Panes />
            </Panel>
          </Group>
        </div>
      </Panel>
      <Between label="Width of the inspector" />
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
          <Between label="Height of the reasons" />
          <Panel id="packet" minSize="80px">
            <PacketSection />
          </Panel>
          <Between label="Height of the octets" />
          <Panel id="bytes" defaultSize="26%" minSize="80px">
            <BytesSection />
          </Panel>
        </Group>
      </Panel>
    </Group>
  );
}

const VIEWS: readonly { readonly id: View; readonly name: string; readonly part: ReactNode }[] = [
  {
    id: 'why',
    name: 'Why',
    part: (
      <>
        <h2 className={hidden.hidden}>Why</h2>
        <Why />
      </>
    ),
  },
  { id: 'packet', name: 'Packet', part: <PacketSection /> },
  { id: 'bytes', name: 'Bytes', part: <BytesSection /> },
  { id: 'steps', name: 'Steps', part: <Steps /> },
  { id: 'pane', name: 'Tables', part: <Panes /> },
];

/** One part at a time. */
function Views({ views }: { readonly views: typeof VIEWS }) {
  const wanted = useSelection((selection) => selection.view);
  const { id, part } = views.find((view) => view.id === wanted) ?? views[0]!;
  return (
    <div className={styles.views}>
      <Tabs group="view" label="View" tabs={views} selected={id} onSelect={setView} />
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

export function Workspace() {
  const wide = useMedia('(min-width: 1100px)');
  return (
    <main className={styles.main}>
      {wide ? <Wide /> : <Narrow />}
      <Transport />
    </main>
  );
}
