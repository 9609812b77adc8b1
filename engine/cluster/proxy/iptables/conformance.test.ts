// kube-proxy's own answers, in iptables mode: its rules for declared services, release by release (../shared/conformance).

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { restoreText } from '../../host/rule_set.ts';
import type { EndpointSlice, Node } from '../../objects.ts';
import { DEFAULT_PROXY_CONFIG, type ProxyConfig } from '../config.ts';
import { servicePorts } from '../service_ports.ts';
import {
  byChain,
  inOrderOf,
  objectsOf,
  report,
  scenarioObjects,
  type UpstreamScenario,
} from '../upstream.fixture.ts';
import { syncProxyRules } from './proxier.ts';
import { loaded, type Ruleset, type SavedTables, saved, setup, version } from './upstream.fixture.ts';

const SHARED = join(import.meta.dirname, '../../../../../shared/conformance');
const present = existsSync(SHARED);
const read = <T>(name: string): T => JSON.parse(readFileSync(join(SHARED, name), 'utf8'));

/**
 * 1.20 reads an endpoint's node from its topology labels, and the slices given to it had only the field nodeName: it
 * took every endpoint for one of elsewhere.
 */
function placeless(slice: EndpointSlice): EndpointSlice {
  return { ...slice, endpoints: slice.endpoints.map((each) => ({ ...each, nodeName: null })) };
}

/** kubelet's chain, that old releases of kube-proxy rely on. */
const MARK_DROP =
  '*nat\n:KUBE-MARK-DROP - [0:0]\n-A KUBE-MARK-DROP -j MARK --set-xmark 0x8000/0x8000\nCOMMIT\n';

describe.skipIf(!present)('kube-proxy by release (skipped where ../shared/conformance is not there)', () => {
  interface Case {
    readonly kubernetes: string;
    readonly scenario: string;
    readonly node: string;
    readonly nodeIP: string;
    readonly restoreInput: readonly string[];
    readonly iptablesSave: SavedTables;
  }
  const { scenarios, cases } = present
    ? read<{ scenarios: readonly UpstreamScenario[]; cases: readonly Case[] }>('kubeproxy-versions.json')
    : { scenarios: [], cases: [] };
  const names = cases.map(({ kubernetes, scenario, node }) => `${kubernetes} ${scenario} ${node}`);

  it.each(cases.map((each, index) => [names[index]!, each] as const))('%s', (_, each) => {
    const scenario = scenarios.find(({ name }) => name === each.scenario)!;
    const node: Node = { name: each.node, addresses: [each.nodeIP], podCIDR: null };
    const config: ProxyConfig = {
      ...DEFAULT_PROXY_CONFIG,
      version: version(each.kubernetes.split('/')[0]!),
      clusterCIDR: scenario.clusterCIDR === '' ? null : scenario.clusterCIDR,
      iptables: { ...DEFAULT_PROXY_CONFIG.iptables, masqueradeAll: scenario.masqueradeAll ?? false },
    };
    const objects = scenarioObjects(scenario);
    const seen = each.kubernetes.startsWith('1.20')
      ? { ...objects, endpointSlices: objects.endpointSlices.map(placeless) }
      : objects;
    const ports = inOrderOf(each.restoreInput, servicePorts(seen, node, config.version));
    const needsKubelet = each.restoreInput.some((line) => line.endsWith('KUBE-MARK-DROP'));
    const texts = [...(needsKubelet ? [MARK_DROP] : []), restoreText(syncProxyRules(ports, node, config))];
    expect(saved(loaded(texts))).toEqual(each.iptablesSave);
  });

  it('tells how many', () => report('kube-proxy iptables by release', names, []));
});

interface Dump {
  readonly id: number;
  readonly test: string;
  readonly ruleset: number;
  readonly mustEqual: boolean;
  readonly expected: readonly string[];
}

/** Why a rule set is not derived; none: it is. */
function reasons({ settings }: Ruleset): string[] {
  if (settings === null) return ['its rules were written by hand, from no services'];
  return settings.ipFamily === 'IPv6' ? ['IPv6'] : [];
}

/** The engine reads no `-m sctp`; the text itself is compared all the same. */
const isBeyondEngine = ({ restoreInput }: Ruleset) => restoreInput.some((line) => line.includes('-m sctp'));

/** A later sync of a proxier that runs writes only what changed since the one before. We derive whole states. */
const isPartial = ({ test, sync }: Ruleset) => test === 'TestSyncProxyRulesRepeated' && sync !== 1;

/** kube-proxy makes this chain before, together with the jumps to it, and names it again only when it has a rule. */
const FIREWALL = ':KUBE-FIREWALL - [0:0]';

/** Jumps are no part of what kube-proxy gives to iptables-restore. The tests' fixture has the mark without zeros. */
function restoreInput(text: string): string[] {
  const lines = text.replaceAll('0x00004000', '0x4000').split('\n');
  const hasFirewall = lines.some((line) => line.startsWith('-A KUBE-FIREWALL'));
  return lines.filter((line) => !/^$|^-I/.test(line) && (hasFirewall || line !== FIREWALL));
}

/** Lines but those that take away chains of services that are gone. */
function withoutStale(lines: readonly string[]): string[] {
  const stale = new Set(lines.flatMap((line) => /^-X (\S+)/.exec(line)?.[1] ?? []));
  return lines.filter((line) => !stale.has(/^(?::|-X )(\S+)/.exec(line)?.[1] ?? ''));
}

describe.skipIf(!present)(
  "kube-proxy's unit tests (skipped where ../shared/conformance is not there)",
  () => {
    const { rulesets, dumps } = present
      ? read<{ rulesets: readonly Ruleset[]; dumps: readonly Dump[] }>('kubeproxy-cases.json')
      : { rulesets: [], dumps: [] };
    const nameOf = ({ id, test, sync }: Ruleset) => `${id} ${test} ${sync ?? ''}`.trim();
    const derivable = rulesets.filter((each) => reasons(each).length === 0);
    const byId = new Map(rulesets.map((each) => [each.id, each]));
    const ports = (each: Ruleset) => {
      const { node, config } = setup(each.settings!);
      return servicePorts(objectsOf(each), node, config.version);
    };
    const derived = (each: Ruleset, order = inOrderOf(each.restoreInput, ports(each))) => {
      const { node, config } = setup(each.settings!);
      return restoreText(syncProxyRules(order, node, config));
    };

    it.each(derivable.filter((each) => !isPartial(each)).map((each) => [nameOf(each), each] as const))(
      'rules: %s',
      (_, each) => {
        expect(byChain(restoreInput(derived(each)))).toEqual(byChain(withoutStale(each.restoreInput)));
        if (!isBeyondEngine(each)) expect(saved(loaded([derived(each)]))).toEqual(each.iptablesSave);
      },
    );

    it.each(derivable.filter(isPartial).map((each) => [nameOf(each), each] as const))(
      'state after: %s',
      (_, each) => {
        const ours = derived(each, inOrderOf(each.savedTables, ports(each)));
        const hooks = /^\*\w+ (PREROUTING|INPUT|FORWARD|OUTPUT|POSTROUTING)$/;
        const theirs = Object.entries(byChain(each.savedTables)).filter(([chain]) => !hooks.test(chain));
        expect(byChain(restoreInput(ours))).toEqual(Object.fromEntries(theirs));
      },
    );

    const comparable = dumps.filter(({ ruleset }) => reasons(byId.get(ruleset)!).length === 0);
    it.each(comparable.map((each) => [`${each.id} ${each.test}`, each] as const))('dump: %s', (_, each) => {
      const ruleset = byId.get(each.ruleset)!;
      const ours = byChain(restoreInput(derived(ruleset, ports(ruleset))));
      const theirs = byChain(withoutStale(each.expected));
      if (!each.mustEqual) expect(ours).not.toEqual(byChain(each.expected));
      else if (isPartial(ruleset)) expect(ours).toMatchObject(theirs);
      else expect(ours).toEqual(theirs);
    });

    it('tells how many', () => {
      const unmet = rulesets.flatMap((each) => reasons(each).map((why) => [nameOf(each), why] as const));
      report('kube-proxy iptables rule sets', rulesets.map(nameOf), unmet);
      const dumpName = ({ id, test }: Dump) => `${id} ${test}`;
      const unmetDumps = dumps.flatMap((each) =>
        reasons(byId.get(each.ruleset)!).map((why) => [dumpName(each), why] as const),
      );
      report('kube-proxy iptables dumps', dumps.map(dumpName), unmetDumps);
    });
  },
);
