// The TRACE log of a real cluster: one ping from Pod A to Pod B, 22 lines on each node (fixtures/seed-000-trace.json).
import { describe, expect, it } from 'vitest';
import { createEngine } from '../serve.ts';
import { formatIpv4 } from '../wire/address.ts';
import { encodeIpv4 } from '../wire/ipv4.ts';
import recorded from './fixtures/seed-000-trace.json' with { type: 'json' };
import { recordsOf } from './seen_by_engine.ts';
import type { TraceRecord } from './trace_record.ts';

function fields({ comment, in: iif, out, physin, mac, packet }: TraceRecord) {
  const [table, chain, type, num] = comment.split(':');
  const icmp = packet.payload.layer === 'icmp' ? packet.payload : undefined;
  return {
    table,
    chain,
    type,
    num: Number(num),
    in: iif,
    out,
    physin,
    mac,
    src: formatIpv4(packet.src),
    dst: formatIpv4(packet.dst),
    len: encodeIpv4(packet).length,
    ttl: packet.ttl,
    df: packet.df,
    proto: icmp ? 'ICMP' : String(packet.protocol),
    icmpType: icmp?.type,
    icmpCode: icmp?.code,
  };
}

async function requestLog(node: string) {
  const opened = await createEngine().open({ scenario: 'flannel-host-gw', probe: null });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problem));
  const ns = opened.value.outline.namespaces.find(({ name }) => name === node)!.id;
  return recordsOf(opened.value, ns)
    .map(fields)
    .filter(({ icmpType }) => icmpType === 8);
}

describe('the recorded TRACE log of the echo request', () => {
  it.each(['node-a', 'node-b'] as const)('is the log of %s, line for line', async (node) => {
    expect(recorded[node]).toHaveLength(22);
    expect(await requestLog(node)).toEqual(recorded[node]);
  });
});
