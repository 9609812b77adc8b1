// How the kernel's functions tell what they did.
import type { Did, DropReason } from '../trace/events.ts';
import type { Scene } from '../trace/recorder.ts';
import type { NetDevice } from './core/netdevice.ts';
import type { Net } from './net_namespace.ts';
import type { SkBuff } from './skbuff.ts';

export function sceneOf(net: Net, skb: SkBuff, dev: NetDevice | null = skb.dev): Scene {
  return { ns: net.id, dev: dev?.id ?? -1, skb: skb.id, frame: skb.frame };
}

/** One thing Linux did with a packet. */
export function stage(net: Net, skb: SkBuff, fn: string, did: Did): void {
  net.env.rec.leaf('stage', sceneOf(net, skb), fn, did);
}

/** net/core/skbuff.c kfree_skb_reason: the packet ends here. */
export function kfree_skb_reason(net: Net, skb: SkBuff, fn: string, reason: DropReason, detail = ''): void {
  stage(net, skb, fn, { kind: 'drop', reason, detail });
}

/** A hop of its own: a device or process has the packet in hand; `body` is what happens there. */
export function hop(
  net: Net,
  dev: NetDevice | null,
  skb: SkBuff,
  fn: string,
  cause: number,
  did: Did,
  body: () => void,
): void {
  const { rec } = net.env;
  rec.begin('hop', sceneOf(net, skb, dev), fn, did, cause);
  body();
  rec.finish();
}
