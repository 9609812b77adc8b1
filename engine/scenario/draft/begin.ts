// Where a draft begins: with nothing, with a declared scenario, with objects that somebody has.
import { stringify } from 'yaml';
import { readManifest } from '../../cluster/manifest/read_manifest.ts';
import { readSource } from '../../cluster/manifest/source.ts';
import type { Scenario } from '../schema.ts';
import { isFields } from './documents.ts';
import type { Draft, DraftObject, Fields } from './draft.ts';
import { DEFAULTS, guessed, settingsOf } from './settings.ts';
import { survey } from './survey.ts';

const BARE_NODES = 3;

const bareNodes = (count: number): Fields[] =>
  Array.from({ length: count }, (_, at) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: `node-${at + 1}` },
    status: { addresses: [{ type: 'InternalIP', address: `192.168.0.${11 + at}` }] },
  }));

const pod = (
  name: string,
  nodeName: string,
  image: string,
  more: Fields,
  container: Fields = {},
): Fields => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...more },
  spec: { nodeName, containers: [{ name: 'main', image, ...container }] },
});

const web = (name: string, nodeName: string) =>
  pod(name, nodeName, 'nginx', { labels: { app: 'web' } }, { ports: [{ containerPort: 80 }] });

/** Three nodes, a pod that asks, two that answer, and a service in front of them. */
const FIRST: readonly Fields[] = [
  ...bareNodes(BARE_NODES),
  pod('client', 'node-1', 'busybox', {}),
  web('web-1', 'node-2'),
  web('web-2', 'node-3'),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { clusterIP: '10.96.0.20', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 80 }] },
  },
];

const asTyped = (value: Fields): DraftObject => ({ value, text: null });

export function newDraft(title: string): Draft {
  return { settings: { ...DEFAULTS, title }, objects: FIRST.map(asTyped), probe: null, base: null };
}

/** null: it is no cluster that is declared. */
export function draftOf(scenario: Scenario): Draft | null {
  const { cluster, probe } = scenario;
  if (!cluster) return null;
  const settings = settingsOf(scenario, cluster);
  const objects = typeof cluster.objects === 'string' ? cluster.objects : cluster.objects.map(asTyped);
  const base = {
    scenario: { ...scenario, cluster: { ...cluster, objects: '' } },
    settings,
    nodes: [] as string[],
  };
  const { outcome } = survey({ settings, objects, probe, base });
  const nodes = outcome.ok ? outcome.value.places.nodes.map(({ name }) => name) : [];
  return { settings, objects, probe, base: { ...base, nodes } };
}

/** Of a file. People keep their nodes elsewhere than their services: where there are none, there are so many. */
export function draftFrom(text: string, title: string, nodes = BARE_NODES): Draft {
  const objects = hasNodes(text) ? text : withNodes(text, nodes);
  const manifest = readManifest(objects);
  const settings = { ...(manifest.ok ? guessed(manifest.value) : DEFAULTS), title };
  return { settings, objects, probe: null, base: null };
}

/** Told by the kinds alone: whatever else is wrong with the text is told later. */
function hasNodes(text: string): boolean {
  const source = readSource(text);
  if (!source.ok) return true;
  return source.value.documents
    .filter(isFields)
    .flatMap((document) =>
      (Array.isArray(document.items) ? document.items.filter(isFields) : [document]).map(
        ({ kind }) => kind ?? document.kind,
      ),
    )
    .some((kind) => kind === 'Node' || kind === 'NodeList');
}

/** Behind the text, so that its lines stay what they are. */
function withNodes(text: string, count: number): string {
  const nodes = bareNodes(count).map((node) => stringify(node));
  return [`${text.trimEnd()}\n`, ...nodes].join('---\n');
}
