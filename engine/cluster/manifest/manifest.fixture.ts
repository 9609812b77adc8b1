// Manifests for tests: what is read, what is wrong, what is warned of, each as a person sees it.
import { problemText } from '../../problem.ts';
import { type Manifest, readManifest } from './read_manifest.ts';

export function manifest(text: string): Manifest {
  const result = readManifest(text);
  if (!result.ok) throw new Error(problemText(result.problem));
  return result.value;
}

export function problemIn(text: string): string {
  const result = readManifest(text);
  if (result.ok) throw new Error('nothing is wrong with it');
  return problemText(result.problem);
}

export const warningsOf = (text: string): string[] => manifest(text).warnings.map(problemText);

/** A service `default/web` at 10.96.0.1 with port 80, and more lines of its spec. */
export function serviceText(...spec: readonly string[]): string {
  const lines = ['clusterIP: 10.96.0.1', 'ports: [{port: 80}]', ...spec];
  return objectText('v1', 'Service', 'web', 'spec:', ...lines.map((line) => `  ${line}`));
}

export function objectText(
  apiVersion: string,
  kind: string,
  name: string,
  ...lines: readonly string[]
): string {
  return [`apiVersion: ${apiVersion}`, `kind: ${kind}`, 'metadata:', `  name: ${name}`, ...lines].join('\n');
}

export function nodeText(name: string, address: string, podCIDR?: string): string {
  const spec = podCIDR === undefined ? [] : [`spec: {podCIDR: ${podCIDR}}`];
  const status = `status: {addresses: [{type: InternalIP, address: ${address}}, {type: Hostname, address: ${name}}]}`;
  return objectText('v1', 'Node', name, ...spec, status);
}

/** Labelled `app: web`, unless `more` says otherwise; running on a node under an address. */
export function podText(name: string, nodeName: string, podIP: string, ...spec: readonly string[]): string {
  return objectText(
    'v1',
    'Pod',
    name,
    '  labels: {app: web}',
    'spec:',
    `  nodeName: ${nodeName}`,
    ...spec.map((line) => `  ${line}`),
    `status: {phase: Running, podIP: ${podIP}}`,
  );
}

export const documents = (...texts: readonly string[]): string => texts.join('\n---\n');
