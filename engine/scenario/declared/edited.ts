// What kubectl has made of a cluster, before its nodes are derived; and its API server, for who asks it later.
import { KubectlError } from '../../cluster/kubectl/error.ts';
import { kubectl, type Ran } from '../../cluster/kubectl/kubectl.ts';
import { type KubeObject, metadataOf, objectsOf } from '../../cluster/kubectl/objects.ts';
import { type ClusterRows, rowsOf } from '../../cluster/kubectl/rows.ts';
import { ok, problem, problemText, type Result } from '../../problem.ts';
import { parseLine } from '../../shell/line.ts';
import type { ControlPlane } from '../../world/control_plane.ts';
import { isOfCluster } from '../cluster_commands.ts';
import type { Scenario, ScenarioCluster } from '../schema.ts';
import { inCluster, manifestOf } from './cluster_settings.ts';

type Objects = readonly KubeObject[];

const objectsIn = ({ objects }: ScenarioCluster): Result<Objects> =>
  typeof objects === 'string' ? objectsOf(objects) : ok(objects);

/** The rows of a cluster that has these objects. */
function rowsWith(cluster: ScenarioCluster, objects: Objects): ClusterRows {
  const manifest = manifestOf({ ...cluster, objects: [...objects] });
  if (!manifest.ok) throw new KubectlError(`error: ${problemText(manifest.problem)}`);
  return rowsOf(cluster.kubernetes, manifest.value, objects);
}

const ask = (
  cluster: ScenarioCluster,
  objects: Objects,
  words: readonly string[],
  stdin: string | null,
): Ran => kubectl({ words, stdin, objects, rows: () => rowsWith(cluster, objects) });

/** The same scenario after its commands that are for the cluster, which are no more among them. */
export function editedCluster(scenario: Scenario): Result<Scenario> {
  const { cluster, commands = [] } = scenario;
  if (!cluster || !commands.some(isOfCluster)) return ok(scenario);
  const before = objectsIn(cluster);
  if (!before.ok) return inCluster('objects', before);
  let objects = before.value;
  for (const [index, command] of commands.entries()) {
    if (!isOfCluster(command)) continue;
    const ran = runLine(cluster, objects, command.run);
    if (ran.code !== 0) return problem(`commands.${index}`, ran.stderr.trim());
    objects = ran.objects ?? objects;
  }
  const rest = commands.filter((command) => !isOfCluster(command));
  return ok(withObjects({ ...scenario, commands: rest }, cluster, before.value, objects));
}

/** `kubectl ...`, or `echo ... | kubectl ...`. */
function runLine(cluster: ScenarioCluster, objects: Objects, run: string): Ran {
  const stages = parseLine(run);
  if (typeof stages === 'string') return refused(stages);
  const [first, second] = stages.map(({ words }) => words);
  if (second === undefined) return ask(cluster, objects, first!.slice(1), null);
  if (stages.length > 2 || first![0] !== 'echo') return refused('only echo may stand before kubectl here');
  return ask(cluster, objects, second.slice(1), `${first!.slice(1).join(' ')}\n`);
}

const refused = (stderr: string): Ran => ({ stdout: '', stderr, code: 1, objects: null });

const namesOf = (objects: Objects, wanted: string) =>
  new Set(objects.filter(({ kind }) => kind === wanted).map((object) => String(metadataOf(object).name)));

/** What was said besides of nodes and pods that are gone has nothing to be said of. */
function withObjects(
  scenario: Scenario,
  cluster: ScenarioCluster,
  before: Objects,
  after: Objects,
): Scenario {
  const goneIn = (kind: string) => {
    const left = namesOf(after, kind);
    return new Set([...namesOf(before, kind)].filter((name) => !left.has(name)));
  };
  const nodes = goneIn('Node');
  const pods = goneIn('Pod');
  const { pods: said = {}, ...rest } = cluster;
  const segments = Object.entries(scenario.segments ?? {}).map(([name, segment]) => {
    const ports = segment.ports.filter((port) => !nodes.has(port.split('/')[0]!));
    return [name, { ...segment, ports }] as const;
  });
  return {
    ...scenario,
    machines: without(scenario.machines, nodes),
    ...(scenario.segments && { segments: Object.fromEntries(segments) }),
    cluster: { ...rest, objects: [...after], pods: without(said, pods) },
  };
}

const without = <T>(record: Readonly<Record<string, T>>, gone: ReadonlySet<string>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !gone.has(name)));

export function controlPlaneOf(cluster: ScenarioCluster): ControlPlane {
  const objects = objectsIn(cluster);
  return (words, stdin) => {
    if (!objects.ok) return { stdout: '', stderr: problemText(objects.problem), code: 1, changes: false };
    const { objects: after, ...ran } = ask(cluster, objects.value, words, stdin);
    return { ...ran, changes: after !== null };
  };
}

/** So many objects are looked through one by one. */
const MOST_ROWS = 2000;

/** What a page lists of the cluster; null when that is too much to be listed. One workload may stand for very many pods. */
export function listedCluster(cluster: ScenarioCluster): ClusterRows | null {
  const objects = objectsIn(cluster);
  if (!objects.ok || objects.value.length > MOST_ROWS) return null;
  const rows = rowsWith(cluster, objects.value);
  return rows.pods.length > MOST_ROWS ? null : rows;
}
