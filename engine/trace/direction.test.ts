// A conversation has a side that began it: a picture of it tells the way out from the way back.
import { describe, expect, it } from 'vitest';
import { createEngine } from '../serve.ts';
import { directionsOf } from './direction.ts';
import { kindOf, type PacketKind } from './kind.ts';

/** `client: curl forth`, `server: httpd back`: what the processes of two ends send, each once, the first first. */
async function senders(scenario: string, probe: { in: string; run: string } | null = null) {
  const opened = await createEngine().open({ scenario, probe });
  if (!opened.ok) throw new Error(opened.problem.what);
  const { trace, outline } = opened.value;
  const directions = directionsOf(trace);
  const said = trace.events.flatMap(({ did, ns, skb, frame }) =>
    did.kind === 'send' && frame ? [`${outline.namespaces[ns]!.name}: ${did.by} ${directions.get(skb)}`] : [],
  );
  return [...new Set(said)];
}

describe('directionsOf', () => {
  it('[D1] an echo request goes forth, its reply back', async () => {
    const opened = await createEngine().open({ scenario: 'veth-pair', probe: null });
    if (!opened.ok) throw new Error(opened.problem.what);
    const { trace } = opened.value;
    const directions = directionsOf(trace);
    const ways = (kind: PacketKind) =>
      new Set(trace.events.filter((event) => kindOf(event) === kind).map(({ skb }) => directions.get(skb)));
    expect([...ways('request'), ...ways('reply')]).toEqual(['forth', 'back']);
  });

  it.each(['clusterip-iptables', 'clusterip-ipvs', 'nodeport-iptables', 'calico-nodeport'])(
    '[D2] %s: what curl sends goes forth and what the server sends goes back, whatever NAT does on the way',
    async (id) => {
      const said = await senders(id);
      expect(said.filter((line) => line.includes('curl'))).toEqual([expect.stringMatching(/curl forth$/)]);
      expect(said.filter((line) => !line.includes('curl')).every((line) => line.endsWith(' back'))).toBe(
        true,
      );
      expect(said).toHaveLength(2);
    },
  );

  it('[D2] a question to DNS goes forth, the answer back', async () => {
    const said = await senders('kube-dns');
    expect(said.map((line) => line.split(' ').at(-1))).toEqual(['forth', 'back']);
  });
});
