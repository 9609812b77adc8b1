// What the shapes and colours of the drawing mean.
import { memo } from 'react';
import type { LinkRow } from '../../engine/trace/rows.ts';
import type { Layer } from '../../engine/wire/frame.ts';
import { useWords } from '../state/language.ts';
import type { Words } from '../words/catalogue.ts';
import { GLYPHS } from './glyphs.ts';
import { DeviceIcon } from './nodes/icons.tsx';
import packet from './packet.module.css';
import type { PacketGlyph } from './packetText.ts';
import { LAYER_NAMES } from './packetText.ts';
import scene from './scene.module.css';
import styles from './topology.module.css';

type LegendWords = Words['topology']['legend'];

const KINDS = [
  'veth',
  'bridge',
  'vxlan',
  'ipip',
  'dummy',
  'nic',
] as const satisfies readonly LinkRow['kind'][];

const LINKS: readonly (readonly [string | undefined, keyof LegendWords['links']])[] = [
  [scene.veth, 'veth'],
  [scene.drop, 'wire'],
  [scene.tunnel, 'tunnel'],
  [scene.past, 'past'],
  [scene.future, 'future'],
];

const PACKETS: readonly (readonly [PacketGlyph, Layer['layer']])[] = [
  ['request', 'icmp'],
  ['reply', 'icmp'],
  ['error', 'icmp'],
  ['question', 'arp'],
  ['answer', 'arp'],
  ['datagram', 'udp'],
];

const LAYERS = ['ethernet', 'arp', 'ipv4', 'icmp', 'tcp', 'udp', 'vxlan'] as const;

export const Legend = memo(function Legend() {
  const { legend } = useWords('topology');
  return (
    <details className={styles.legend}>
      <summary>{legend.title}</summary>
      <div className={styles.legendBody}>
        <ul>
          {KINDS.map((kind) => (
            <li key={kind}>
              <svg viewBox="-9 -9 18 18" width="18" height="18" aria-hidden="true" className={scene.icon}>
                <DeviceIcon kind={kind} />
              </svg>
              {legend.devices[kind]}
            </li>
          ))}
          <li>
            <svg viewBox="-9 -9 18 18" width="18" height="18" aria-hidden="true">
              <path className={styles.pinned} d="M-4.5,-6.5h9v13l-4.5,-3.5l-4.5,3.5Z" />
            </svg>
            {legend.focus}
          </li>
        </ul>
        <ul>
          {LINKS.map(([className, link]) => (
            <li key={link}>
              <svg viewBox="0 0 26 10" width="26" height="10" aria-hidden="true">
                <path className={className} d="M1,5H25" />
              </svg>
              {legend.links[link]}
            </li>
          ))}
        </ul>
        <ul>
          {PACKETS.map(([glyph, layer]) => (
            <li key={glyph}>
              <svg viewBox="-9 -8 18 16" width="18" height="16" aria-hidden="true">
                <rect
                  className={packet.ring}
                  data-layer={layer}
                  x="-8"
                  y="-6.5"
                  width="16"
                  height="13"
                  rx="3"
                />
                <path className={packet.glyph} d={GLYPHS[glyph]} />
              </svg>
              {legend.packets[glyph]}
            </li>
          ))}
        </ul>
        <ul className={styles.legendLayers}>
          {LAYERS.map((layer) => (
            <li key={layer}>
              <i data-layer={layer} />
              {LAYER_NAMES[layer]}
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
});
