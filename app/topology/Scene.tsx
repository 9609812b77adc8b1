// The network without the packet. Drawn once per layout; what a step changes is written to these elements directly.
import { memo } from 'react';
import type { Outline } from '../../engine/trace/outline.ts';
import { useWords } from '../state/language.ts';
import type { Layout } from './layout.ts';
import { Cable, Socket, TunnelLine } from './nodes/Cables.tsx';
import { Device } from './nodes/Device.tsx';
import { IpStack } from './nodes/IpStack.tsx';
import { Machine, Namespace, Segment, SegmentTitle } from './nodes/Places.tsx';

interface SceneProps {
  readonly outline: Outline;
  readonly layout: Layout;
}

/** What lies behind the packet's path: grounds and cables. */
export const Ground = memo(function Ground({ outline, layout }: SceneProps) {
  const words = useWords('topology');
  const link = ({ device, kind }: Layout['links'][number]) => `${kind} ${device}`;
  return (
    <>
      {layout.machines.map((box) => (
        <Machine key={box.id} box={box} />
      ))}
      {layout.namespaces.map((box) => (
        <Namespace key={box.id} words={words} box={box} namespace={outline.namespaces[box.id]!} />
      ))}
      {layout.tunnels.map((tunnel) => (
        <TunnelLine key={tunnel.vni} tunnel={tunnel} />
      ))}
      {layout.links.map((each) => (
        <Cable key={link(each)} link={each} />
      ))}
      {layout.segments.map((box) => (
        <Segment key={box.id} box={box} segment={outline.segments[box.id]!} />
      ))}
    </>
  );
});

/** What lies above it: stacks and devices, so that their texts stay readable. */
export const Figures = memo(function Figures({ outline, layout }: SceneProps) {
  const words = useWords('topology');
  return (
    <>
      {layout.links.map((each) => (each.kind === 'drop' ? <Socket key={each.device} link={each} /> : null))}
      {layout.segments.map((box) => (
        <SegmentTitle key={box.id} box={box} />
      ))}
      {layout.namespaces.map(({ id, stack }) => (
        <IpStack key={id} words={words} stack={stack} />
      ))}
      {layout.devices.map((box) =>
        box ? (
          <Device key={box.id} words={words} outline={outline} device={outline.devices[box.id]!} box={box} />
        ) : null,
      )}
    </>
  );
});
