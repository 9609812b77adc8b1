// A cluster as it is declared in a scenario: its objects, its settings, and who is in it.
import type { Cluster } from '../../cluster/cluster.ts';
import type { Manifest } from '../../cluster/manifest/read_manifest.ts';
import { ok, type Result } from '../../problem.ts';
import type { ScenarioCluster } from '../schema.ts';
import { clusterOf, generatedOf, manifestOf } from './cluster_settings.ts';
import { type Population, populationOf } from './population.ts';

export interface ReadCluster {
  readonly manifest: Manifest;
  readonly population: Population;
  readonly cluster: Cluster;
}

export function readCluster(declared: ScenarioCluster): Result<ReadCluster> {
  const manifest = manifestOf(declared);
  if (!manifest.ok) return manifest;
  const generated = generatedOf(declared, manifest.value);
  if (!generated.ok) return generated;
  const population = populationOf(manifest.value, generated.value, declared.pods);
  if (!population.ok) return population;
  const cluster = clusterOf(declared, manifest.value, population.value);
  if (!cluster.ok) return cluster;
  return ok({ manifest: manifest.value, population: population.value, cluster: cluster.value });
}
