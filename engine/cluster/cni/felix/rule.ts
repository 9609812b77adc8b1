// Calico felix/iptables (v3.22) match_builder.go, actions.go, rules.go: rules as Felix writes them, and the hash by which it knows
// each of them again. The hash is over Felix's own words; iptables-save prints others, so every piece has both.
import { sha224 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { TableKind } from '../../../trace/rows.ts';
import { type IptablesCall, iptables } from '../../host/iptables.ts';

interface Piece {
  readonly felix: string;
  readonly save: string;
  /** Interfaces and the protocol are printed before all matches, in this order. */
  readonly head?: number;
}

export interface Rule {
  readonly comment?: string;
  readonly match?: readonly Piece[];
  /** Without one, the rule only says what the chain is for. */
  readonly action?: Piece;
}

export interface Chain {
  readonly name: string;
  readonly rules: readonly Rule[];
}

const same = (text: string): Piece => ({ felix: text, save: text });

const hex = (value: number) => `0x${value.toString(16)}`;

export const MATCH = {
  inInterface: (name: string): Piece => ({ felix: `--in-interface ${name}`, save: `-i ${name}`, head: 0 }),
  outInterface: (name: string): Piece => ({ felix: `--out-interface ${name}`, save: `-o ${name}`, head: 1 }),
  protocol: (number: number, name: string): Piece => ({ felix: `-p ${number}`, save: `-p ${name}`, head: 2 }),
  destinationPort: (port: number): Piece => ({
    felix: `-m multiport --destination-ports ${port}`,
    save: `-m multiport --dports ${port}`,
  }),
  markSet: (mark: number) => same(`-m mark --mark ${hex(mark)}/${hex(mark)}`),
  markClear: (mark: number): Piece => ({
    felix: `-m mark --mark 0/${hex(mark)}`,
    save: `-m mark --mark 0x0/${hex(mark)}`,
  }),
  ctstate: (state: string) => same(`-m conntrack --ctstate ${state}`),
  notCtstate: (state: string) => same(`-m conntrack ! --ctstate ${state}`),
  sourceSet: (name: string) => same(`-m set --match-set ${name} src`),
  destinationSet: (name: string) => same(`-m set --match-set ${name} dst`),
  notDestinationSet: (name: string) => same(`-m set ! --match-set ${name} dst`),
  sourceLocal: same('-m addrtype --src-type LOCAL'),
  sourceNotLocalToOut: same('-m addrtype ! --src-type LOCAL --limit-iface-out'),
  destinationLocal: same('-m addrtype --dst-type LOCAL'),
  rpfCheckFailed: {
    felix: '-m rpfilter --invert --validmark',
    save: '-m rpfilter --validmark --invert',
  } satisfies Piece,
} as const;

const verdict = (name: string): Piece => ({ felix: `--jump ${name}`, save: `-j ${name}` });

export const ACTION = {
  jump: verdict,
  goto: (chain: string): Piece => ({ felix: `--goto ${chain}`, save: `-g ${chain}` }),
  accept: verdict('ACCEPT'),
  drop: verdict('DROP'),
  return: verdict('RETURN'),
  masquerade: (randomFully: boolean) => verdict(randomFully ? 'MASQUERADE --random-fully' : 'MASQUERADE'),
  setMark: (mark: number): Piece => ({
    felix: `--jump MARK --set-mark ${hex(mark)}/${hex(mark)}`,
    save: `-j MARK --set-xmark ${hex(mark)}/${hex(mark)}`,
  }),
  clearMark: (mark: number): Piece => ({
    felix: `--jump MARK --set-mark 0/${hex(mark)}`,
    save: `-j MARK --set-xmark 0x0/${hex(mark)}`,
  }),
} as const;

const commentText = (text: string) => `-m comment --comment "${text.replaceAll(/[^\w @%+=:,./-]/g, '_')}"`;

/** RenderAppend, with HASH where the hash's comment will be. */
function renderForHash(chain: string, { comment, match = [], action }: Rule): string {
  const words = [
    `-A ${chain} HASH`,
    ...(comment === undefined ? [] : [commentText(comment)]),
    ...match.map(({ felix }) => felix),
    ...(action ? [action.felix] : []),
  ];
  return words.join(' ');
}

/** RuleHashes: each is over the one before it, so that it tells a rule's place in its chain too. */
export function ruleHashes(chain: string, rules: readonly Rule[]): string[] {
  let hash = sha224(utf8ToBytes(chain));
  return rules.map((rule) => {
    hash = sha224(new Uint8Array([...hash, ...utf8ToBytes(renderForHash(chain, rule))]));
    return base64Url(hash).slice(0, 16);
  });
}

export function base64Url(octets: Uint8Array): string {
  return btoa(String.fromCharCode(...octets))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function renderForSave({ comment, match = [], action }: Rule, hash: string): string {
  const heads = match.filter(({ head }) => head !== undefined).sort((a, b) => a.head! - b.head!);
  const words = [
    ...heads.map(({ save }) => save),
    commentText(`cali:${hash}`),
    ...(comment === undefined ? [] : [commentText(comment)]),
    ...match.flatMap(({ save, head }) => (head === undefined ? [save] : [])),
    ...(action ? [action.save] : []),
  ];
  return words.join(' ');
}

/** UpdateChain. */
export function updateChain(table: TableKind, { name, rules }: Chain): IptablesCall[] {
  const hashes = ruleHashes(name, rules);
  const calls = iptables(table);
  return [
    calls.newChain(name),
    ...rules.map((rule, at) => calls.append(name, renderForSave(rule, hashes[at]!))),
  ];
}

/** InsertOrAppendRules of one rule, with ChainInsertMode Insert. */
export function insertRule(table: TableKind, chain: string, rule: Rule): IptablesCall {
  const [hash] = ruleHashes(chain, [rule]);
  return iptables(table).insert(chain, renderForSave(rule, hash!));
}

/** AppendRules: behind all that is there. */
export function appendRules(table: TableKind, chain: string, rules: readonly Rule[]): IptablesCall[] {
  const hashes = ruleHashes(`${chain}*appends*`, rules);
  return rules.map((rule, at) => iptables(table).append(chain, renderForSave(rule, hashes[at]!)));
}
