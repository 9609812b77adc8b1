// New objects, under names and addresses that are free.
import type { Fields } from '../../engine/scenario/draft/draft.ts';
import { addressPath, groupOf, nameOf, type Row, textAt } from './objects.ts';

const namesIn = (rows: readonly Row[]) => new Set(rows.map(({ value }) => nameOf(value)));

/** `node-4`. */
function freeName(rows: readonly Row[], base: string): string {
  const taken = namesIn(rows);
  let nth = 1;
  while (taken.has(`${base}-${nth}`)) nth += 1;
  return `${base}-${nth}`;
}

export function newNode(rows: readonly Row[]): Fields {
  const addresses = rows
    .filter(({ value }) => groupOf(value) === 'node')
    .map(({ value }) => textAt(value, [...addressPath(value), 'address']));
  const address = nextAddress(addresses);
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: freeName(rows, 'node') },
    ...(address !== null && { status: { addresses: [{ type: 'InternalIP', address }] } }),
  };
}

/** Behind the last one. */
function nextAddress(addresses: readonly string[]): string | null {
  if (addresses.length === 0) return '192.168.0.11';
  const [, network, last] = /^(\d+\.\d+\.\d+\.)(\d+)$/.exec(addresses.at(-1)!) ?? [];
  if (network === undefined) return null;
  for (let nth = Number(last) + 1; nth < 255; nth++)
    if (!addresses.includes(`${network}${nth}`)) return `${network}${nth}`;
  return null;
}

const container = { name: 'main', image: 'nginx', ports: [{ containerPort: 80 }] };

export const newPod = (rows: readonly Row[]): Fields => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: freeName(rows, 'pod') },
  spec: { containers: [container] },
});

export function newDeployment(rows: readonly Row[]): Fields {
  const name = freeName(rows, 'app');
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  };
}

export const newService = (rows: readonly Row[]): Fields => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: freeName(rows, 'service') },
  spec: { ports: [{ port: 80, targetPort: 80 }] },
});
