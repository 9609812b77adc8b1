// One icon per device kind, drawn around the origin in a field of 14 by 14.
import type { LinkRow } from '../../../engine/trace/rows.ts';

/** A card with its contacts. */
const Nic = () => <path d="M-6,-5H6V3H-6ZM-4,3V6M-1.3,3V6M1.3,3V6M4,3V6M-3.5,-1.5H3.5" />;

/** A plug; its other half is at the peer. */
const Veth = () => <path d="M-4,-1H4V2A4,4 0 0 1 -4,2ZM-2,-1V-6M2,-1V-6M0,6V6.8" />;

/** Ports joined by a rail. */
const Bridge = () => <path d="M-6.5,2.5H6.5M-4.5,2.5V-3M0,2.5V-3M4.5,2.5V-3M-6,-3H-3M-1.5,-3H1.5M3,-3H6" />;

/** A frame inside a frame. */
const Vxlan = () => <path d="M-6.5,-5H6.5V5H-6.5ZM-3.3,-2H3.3V2H-3.3Z" />;

/** A packet inside a packet: no frame around them. */
const Ipip = () => <path d="M-6.5,-3H6.5V3H-6.5ZM-1,-3V3" />;

/** A device that leads nowhere. */
const Dummy = () => <path d="M-5,0A5,5 0 1 0 5,0A5,5 0 1 0 -5,0ZM-3.5,3.5L3.5,-3.5" />;

/** Back to oneself. */
const Loopback = () => <path d="M4,-4A5.6,5.6 0 1 0 5.6,1M4.5,-6.5V-3.5H1.5" />;

const ICONS: Record<LinkRow['kind'], () => React.JSX.Element> = {
  nic: Nic,
  veth: Veth,
  bridge: Bridge,
  vxlan: Vxlan,
  ipip: Ipip,
  dummy: Dummy,
  loopback: Loopback,
};

export function DeviceIcon({ kind }: { readonly kind: LinkRow['kind'] }) {
  const Icon = ICONS[kind];
  return <Icon />;
}
