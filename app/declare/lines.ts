// What a form has in one line, and objects have in several: labels, and the ports of a container.
import type { Labels } from './objects.ts';
import { at } from './paths.ts';

/** `app=web, tier=front`. */
export const labelsLine = (labels: Labels) =>
  Object.entries(labels)
    .map(([key, text]) => `${key}=${text}`)
    .join(', ');

/** null: it cannot be read. */
export function parseLabels(line: string): Labels | null {
  const found: Record<string, string> = {};
  for (const part of partsOf(line)) {
    const [, key, text] = /^([^=\s]+)=([^=\s]*)$/.exec(part) ?? [];
    if (key === undefined) return null;
    found[key] = text!;
  }
  return found;
}

/** `80, 53/UDP`. */
export const portsLine = (ports: readonly unknown[]) => ports.map(portText).join(', ');

function portText(port: unknown): string {
  const protocol = at(port, ['protocol']);
  const number = String(at(port, ['containerPort']) ?? '');
  return protocol === undefined || protocol === 'TCP' ? number : `${number}/${protocol}`;
}

/** Ports that were there before keep their names. null: it cannot be read. */
export function parsePorts(line: string, before: readonly unknown[]): readonly unknown[] | null {
  const known = new Map(before.map((port) => [portText(port), port]));
  const ports: unknown[] = [];
  for (const part of partsOf(line)) {
    const [, number, protocol = 'TCP'] = /^(\d{1,5})(?:\/(tcp|udp|sctp))?$/i.exec(part) ?? [];
    if (number === undefined) return null;
    const port = {
      containerPort: Number(number),
      ...(protocol.toUpperCase() !== 'TCP' && { protocol: protocol.toUpperCase() }),
    };
    ports.push(known.get(portText(port)) ?? port);
  }
  return ports;
}

const partsOf = (line: string) => line.split(/[\s,]+/).filter((part) => part !== '');
