// What kube-proxy's unit tests in iptables mode were given, and what the engine makes of our text.

import { bareNet } from '../../../kernel/net.fixture.ts';
import type { Net } from '../../../kernel/net_namespace.ts';
import { type XtEdit, xtables_edit } from '../../../kernel/netfilter/xtables_edit.ts';
import { runIptablesRestore, runIptablesSave } from '../../../shell/iptables/index.ts';
import { parseKubernetesVersion } from '../../kubernetes_version.ts';
import type { Node } from '../../objects.ts';
import { DEFAULT_PROXY_CONFIG, type ProxyConfig } from '../config.ts';
import type { UpstreamObjects } from '../upstream.fixture.ts';

export function version(text: string) {
  const parsed = parseKubernetesVersion(text);
  if (!parsed.ok) throw new Error(parsed.problem.what);
  return parsed.value;
}

interface Settings {
  readonly hostname: string;
  readonly ipFamily: 'IPv4' | 'IPv6';
  readonly localDetectorIfLocal: readonly string[] | null;
  readonly localhostNodePorts: boolean;
  readonly masqueradeAll: boolean;
  readonly nodeIP: string;
  /** As Go prints a list. */
  readonly nodePortAddresses: string;
  readonly randomFully: boolean;
}

export interface Ruleset extends UpstreamObjects {
  readonly id: number;
  readonly test: string;
  readonly sync: number | null;
  readonly settings: Settings | null;
  readonly restoreInput: readonly string[];
  readonly savedTables: readonly string[];
  readonly iptablesSave: SavedTables;
}

/** What the test's node and settings were: its release came between 1.28 and 1.29. */
export function setup(settings: Settings): { node: Node; config: ProxyConfig } {
  const node: Node = { name: settings.hostname, addresses: [settings.nodeIP], podCIDR: null };
  const config: ProxyConfig = {
    ...DEFAULT_PROXY_CONFIG,
    version: version('1.28'),
    clusterCIDR: settings.localDetectorIfLocal?.[1] ?? null,
    nodePortAddresses: settings.nodePortAddresses.slice(1, -1).split(' '),
    iptables: {
      ...DEFAULT_PROXY_CONFIG.iptables,
      masqueradeAll: settings.masqueradeAll,
      localhostNodePorts: settings.localhostNodePorts,
    },
    randomFully: settings.randomFully,
  };
  return { node, config };
}

/** A namespace into which these texts were loaded, behind one another. */
export function loaded(texts: readonly string[]): Net {
  return restored(bareNet().net, texts);
}

/** A namespace that was there, with these texts loaded. */
export function restored(net: Net, texts: readonly string[]): Net {
  const context = { net, apply: (edit: XtEdit) => xtables_edit(net, edit) };
  for (const text of texts) {
    const ran = runIptablesRestore(['--noflush'], context, text);
    if (ran.code !== 0) throw new Error(ran.stderr);
  }
  return net;
}

export interface SavedTables {
  readonly filter: readonly string[];
  readonly nat: readonly string[];
}

/** What iptables-save prints there, without its dates. */
export function saved(net: Net): SavedTables {
  const context = { net, apply: (edit: XtEdit) => xtables_edit(net, edit) };
  const table = (name: string) =>
    runIptablesSave(['-t', name], context)
      .stdout.split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
  return { filter: table('filter'), nat: table('nat') };
}
