// What a way costs, by networks whose costs are known.
import { describe, expect, it } from 'vitest';
import { createEngine } from '../serve.ts';
import { traceCost } from './cost.ts';

async function costOf(scenario: string, place: string, run: string) {
  const opened = await createEngine().open({ scenario, probe: { in: place, run } });
  if (!opened.ok) throw new Error(opened.problem.what);
  return traceCost(opened.value.trace);
}

describe('the cost of a trace', () => {
  it('VXLAN puts 50 octets around every frame but those of ARP', async () => {
    const hostGw = await costOf('host-gw-42', 'master/nginx-test-7646687cc4-n8s9s', 'ping -c 3 10.42.1.9');
    const vxlan = await costOf('flannel-vxlan', 'master/nginx-n8s9s', 'ping -c 3 10.42.1.9');
    expect(hostGw).toMatchObject({ frames: 8, encapsulations: 0 });
    expect(vxlan).toMatchObject({ frames: 8, encapsulations: 6 });
    expect(vxlan.octets - hostGw.octets).toBe(6 * 50);
  });

  it('IPIP puts 20', async () => {
    const probe = ['master/pod1', 'ping -c 1 10.244.166.159'] as const;
    const plain = await costOf('calico-native', ...probe);
    const tunnelled = await costOf('calico-ipip', ...probe);
    expect(tunnelled.octets - plain.octets).toBe(tunnelled.encapsulations * 20);
    expect(tunnelled.encapsulations).toBe(2);
  });

  it('between two namespaces and a cable there is a request, an answer and ARP, and nothing else', async () => {
    expect(await costOf('veth-pair', 'k8s-1/ns1', 'ping -c 1 10.1.1.3')).toEqual({
      hops: 9,
      frames: 0,
      octets: 0,
      rules: 0,
      routes: 4,
      fdb: 0,
      neighbours: 3,
      conntrack: 0,
      encapsulations: 0,
      rewrites: 0,
    });
  });

  it('a node port is rewritten twice there and twice back; IPVS tries fewer rules for it', async () => {
    const probe = ['visitor', 'curl -s http://192.168.205.4:32506/'] as const;
    const iptables = await costOf('nodeport-iptables', ...probe);
    const ipvs = await costOf('nodeport-ipvs', ...probe);
    expect(ipvs.rewrites).toBe(iptables.rewrites);
    expect(ipvs.rules).toBeLessThan(iptables.rules);
    expect(ipvs.routes).toBeGreaterThan(iptables.routes);
  });
});
