// kube-proxy's rules before their judge: the real kernel takes what we derive, and keeps it as the engine does.

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bareNet } from '../../kernel/net.fixture.ts';
import { available } from '../../oracle/available.ts';
import { inside, run } from '../../oracle/exec.ts';
import { labPrefix } from '../../oracle/names.ts';
import { runIpset } from '../../shell/ipset.ts';
import { restoreText } from '../host/rule_set.ts';
import { kubeletRules } from '../kubelet.ts';
import { anyServices, NODE, objectsOf, release } from './clusters.fixture.ts';
import { restored, saved } from './iptables/upstream.fixture.ts';
import { kubeProxy, type NodeProxy } from './modes.ts';

const judge = await available();
if (!judge.ok) console.warn(`kube-proxy's rules in the real kernel: skipped: ${judge.why}`);

const RELEASES = [16, 18, 20, 21, 22, 23, 24, 25, 26, 27, 30];
const MODES = ['iptables', 'ipvs'] as const;
/** From here on rules of ipvs mode ask xt_ipvs, which not every judge has. */
const ASKS_IPVS = 29;
const PATIENCE_MS = 60_000;
const CLUSTERS = fc.sample(anyServices, { seed: 20260807, numRuns: 3 });
/** Without --noflush, the tables are empty behind it. */
const EMPTY = '*filter\nCOMMIT\n*nat\nCOMMIT\n';

describe.skipIf(!judge.ok)(
  `kube-proxy's rules in the kernel${judge.ok ? '' : ` (skipped: ${judge.why})`}`,
  () => {
    const netns = `${labPrefix()}kpx`;
    const real = (words: readonly string[], input = '') => run(inside(netns, ...words), input);
    beforeAll(() => run(['ip', 'netns', 'add', netns]));
    afterAll(() => run(['ip', 'netns', 'delete', netns]));

    const realTable = async (table: string) =>
      (await real(['iptables-legacy-save', '-t', table]))
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => line.replace(/ \[\d+:\d+\]$/, ' [0:0]'));

    /** What both keep of the same texts. */
    async function loadBoth(kubelet: string, { ipsets, rules }: NodeProxy) {
      const iptables = restoreText(rules);
      await real(['iptables-legacy-restore'], EMPTY);
      await real(['ipset', 'destroy']);
      await real(['ipset', 'restore'], ipsets);
      for (const text of [kubelet, iptables]) await real(['iptables-legacy-restore', '--noflush'], text);
      const { net } = bareNet();
      runIpset(['restore'], net, ipsets);
      const ours = saved(restored(net, [kubelet, iptables]));
      return { ours, theirs: { filter: await realTable('filter'), nat: await realTable('nat') } };
    }

    const runs = RELEASES.flatMap((minor) => MODES.map((mode) => [minor, mode] as const));
    it.each(runs.filter(([minor, mode]) => mode === 'iptables' || minor < ASKS_IPVS))(
      'of 1.%i, %s',
      async (minor, mode) => {
        const config = release(minor, { mode });
        for (const declared of CLUSTERS) {
          const derived = kubeProxy(objectsOf(...declared), NODE, config);
          const { ours, theirs } = await loadBoth(restoreText(kubeletRules(config.version)), derived);
          expect(ours).toEqual(theirs);
        }
      },
      PATIENCE_MS,
    );
  },
);
