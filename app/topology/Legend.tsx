// What the shapes and colours of the drawing mean.
import { memo } from 'react';
import type { LinkRow } from '../../engine/trace/rows.ts';
import type { Layer } from '../../engine/wire/frame.ts';
import { GLYPHS } from './glyphs.ts';
import { DeviceIcon } from './nodes/icons.tsx';
import packet from './packet.module.css';
import type { PacketGlyph } from './packetText.ts';
import { LAYER_NAMES } from './packetText.ts';
import scene from './scene.module.css';
import styles from './topology.module.css';

const KINDS: readonly (readonly [LinkRow['kind'], string])[] = [
  ['veth', 'veth: one end of a pair'],
  ['bridge', 'bridge: a switch in software'],
  ['vxlan', 'VXLAN: wraps frames in UDP'],
  ['ipip', 'IPIP: wraps packets in packets'],
  ['dummy', 'dummy: holds addresses'],
  ['nic', 'NIC: on the wire'],
];

const LINKS: readonly (readonly [string | undefined, string])[] = [
  [scene.veth, 'veth pair'],
  [scene.drop, 'wire (underlay)'],
  [scene.tunnel, 'VXLAN tunnel (overlay)'],
  [scene.past, 'way so far'],
  [scene.future, 'way to come'],
];

const PACKETS: readonly (readonly [PacketGlyph, Layer['layer'], string])[] = [
  ['request', 'icmp', 'echo request'],
  ['reply', 'icmp', 'echo reply'],
  ['error', 'icmp', 'ICMP error'],
  ['question', 'arp', 'ARP request'],
  ['answer', 'arp', 'ARP reply'],
  ['datagram', 'udp', 'other packets'],
];

const LAYERS = ['ethernet', 'arp', 'ipv4', 'icmp', 'tcp', 'udp', 'vxlan'] as const;

export const Legend = memo(function Legend() {
  return (
    <details className={styles.legend}>
      <summary>Legend</summary>
      <div className={styles.legendBody}>
        <ul>
          {KINDS.map(([kind, text]) => (
            <li key={kind}>
              <svg viewBox="-9 -9 18 18" width="18" height="18" aria-hidden="true" className={scene.icon}>
                <DeviceIcon kind={kind} />
              </svg>
              {text}
            </li>
          ))}
          <li>
            <svg viewBox="-9 -9 18 18" width="18" height="18" aria-hidden="true">
              <path className={styles.pinned} d="M-4.5,-6.5h9v13l-4.5,-3.5l-4.5,3.5Z" />
            </svg>
            its tables are shown
          </li>
        </ul>
        <ul>
          {LINKS.map(([className, text]) => (
            <li key={text}>
              <svg viewBox="0 0 26 10" width="26" height="10" aria-hidden="true">
                <path className={className} d="M1,5H25" />
              </svg>
              {text}
            </li>
          ))}
        </ul>
        <ul>
          {PACKETS.map(([glyph, layer, text]) => (
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
              {text}
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
