// net/ipv4/netfilter/ip_tables.c ipt_do_table: a packet walks a table's chains.
import type { TableStage, WalkOutcome } from '../../trace/events.ts';
import { MAC_ZERO } from '../../wire/address.ts';
import { ETH_P_IP } from '../../wire/ethernet.ts';
import { sceneOf } from '../report.ts';
import { ip_hdr, tot_len } from '../skbuff.ts';
import { next_candidate } from './chain_index.ts';
import type { HookState, Rule } from './types.ts';
import { failedPart, ObservedWalk } from './walk_evidence.ts';
import type { Chain } from './xt_table.ts';

type Verdict = 'ACCEPT' | 'DROP';

/** What is said of a table, its verdict last. */
type TableDraft = { -readonly [K in keyof TableStage]: TableStage[K] };

/** A place to come back to. */
interface Frame {
  readonly chain: Chain;
  readonly next: number;
}

export function ipt_do_table(state: HookState): Verdict {
  const { net, skb, hook, table } = state;
  const { rec } = net.env;
  const did: TableDraft = {
    kind: 'table',
    table,
    hook,
    verdict: 'ACCEPT',
    in: state.in?.name ?? null,
    out: state.out?.name ?? null,
    physin: skb.bridge?.physin?.name ?? null,
    physout: skb.bridge?.physout?.name ?? null,
    mac: macOf(state),
    uid: skb.uid,
  };
  rec.begin('stage', sceneOf(net, skb), 'ipt_do_table', did, -1);
  did.verdict = walk(state);
  rec.finish();
  return did.verdict;
}

/** The link header the log prints: only for packets that came in by a device. lo has a header of zeros. */
function macOf({ in: indev, skb }: HookState) {
  if (!indev) return null;
  if (indev.type.kind === 'loopback') return { dst: MAC_ZERO, src: MAC_ZERO, type: ETH_P_IP };
  return skb.mac ? { dst: skb.mac.dst, src: skb.mac.src, type: skb.mac.type } : null;
}

function walk(begun: HookState): Verdict {
  let state = begun;
  const table = state.net.xtables.get(state.table)!;
  const stack: Frame[] = [];
  let chain = table.chains.get(state.hook)!;
  let next = 0;
  for (;;) {
    const { index, outcome } = tryRules(state, chain, next);
    switch (outcome.kind) {
      case 'verdict':
        return outcome.verdict === 'ACCEPT' ? 'ACCEPT' : 'DROP';
      case 'nat':
        return 'ACCEPT';
      case 'policy':
        return outcome.verdict;
      case 'continue':
        // The target may have changed the packet.
        state = { ...state, packet: ip_hdr(state.skb) };
        next = index + 1;
        break;
      case 'unsure':
        next = index + 1;
        break;
      case 'jump': {
        const rule = chain.rules.at(index)!;
        if (rule.target.kind === 'jump' && !rule.target.goto) stack.push({ chain, next: index + 1 });
        chain = table.chains.get(outcome.chain)!;
        next = 0;
        break;
      }
      case 'return':
      case 'end': {
        const back = stack.pop();
        if (back) ({ chain, next } = back);
        else {
          // RETURN in a built-in chain, or the end of one it went to for good, leads to its policy (underflow).
          chain = table.chains.get(state.hook)!;
          next = chain.rules.length;
        }
        break;
      }
    }
  }
}

/** Most rules are asked once, and match. */
const NO_ANSWERS: number[] = [];

/** Tries the rules of a chain from `first` on until one matches or the chain ends, and reports the walk. */
function tryRules(state: HookState, chain: Chain, first: number): { index: number; outcome: WalkOutcome } {
  const { net, skb, packet } = state;
  let answers: number[] = NO_ANSWERS;
  const { rules } = chain;
  let index = next_candidate(rules, first, packet);
  for (; index < rules.length; index = next_candidate(rules, index + 1, packet)) {
    const code = failedPart(rules.at(index)!, state);
    if (code === 0) break;
    if (answers === NO_ANSWERS) answers = [index, code];
    else answers.push(index, code);
  }
  const { traced, mark } = skb;
  const rule = rules.at(index);
  // The log shows the packet as the rule found it.
  const scene = sceneOf(net, skb);
  const unsure = rule ? unsupportedPart(rule) : null;
  if (unsure === null) net.xtables.count(chain, rule ? index + 1 : 0, tot_len(packet));
  const outcome: WalkOutcome =
    unsure !== null ? { kind: 'unsure', extension: unsure } : rule ? actOn(rule, state) : endOf(chain);
  const did = new ObservedWalk(state, chain, first, index, answers, { traced, mark }, outcome);
  net.env.rec.leaf('rule', scene, 'ipt_do_table', did);
  if (unsure === null && rule?.target.kind === 'extension') rule.target.afterwards(state);
  return { index, outcome };
}

function endOf(chain: Chain): WalkOutcome {
  return chain.policy === null ? { kind: 'end' } : { kind: 'policy', verdict: chain.policy };
}

function actOn({ target }: Rule, state: HookState): WalkOutcome {
  switch (target.kind) {
    case 'verdict':
      return target.verdict === 'RETURN' ? { kind: 'return' } : { kind: 'verdict', verdict: target.verdict };
    case 'jump':
      return { kind: 'jump', chain: target.chain };
    case 'none':
      return { kind: 'continue', target: '' };
    case 'unsupported':
      throw new Error('an unsupported target does not act');
    case 'extension': {
      const verdict = target.act(state);
      const { name, log } = target;
      if (verdict === 'CONTINUE') return { kind: 'continue', target: name, ...(log ? { log } : {}) };
      if (target.name === 'REJECT') return { kind: 'verdict', verdict: 'REJECT' };
      return verdict === 'ACCEPT' ? { kind: 'nat', target: target.name } : { kind: 'verdict', verdict };
    }
  }
}

/** The first extension of a rule that the engine does not have, as it is typed. */
function unsupportedPart({ matches, target }: Rule): string | null {
  const match = matches.find(({ kind }) => kind === 'unsupported');
  if (match) return `-m ${match.name}`;
  return target.kind === 'unsupported' ? `-j ${target.name}` : null;
}
