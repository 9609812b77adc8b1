// iproute2 ip/ipneigh.c: neighbours are shown, written and taken away.
import type { NeighRow, NudState, Prefix } from '../../trace/rows.ts';
import { inPrefix } from '../../wire/address.ts';
import { formatNeighbour } from '../ip_neigh.ts';
import { ask, Exit, type Site, unsupported } from '../tool.ts';
import { deviceNamed } from './device.ts';
import type { IpObject } from './index.ts';
import { addressOf, EXIT_USAGE, garbage, lladdrOf, matches, prefixOf, type Words, wrong } from './words.ts';

type How = 'add' | 'change' | 'replace';

export const ipNeigh: IpObject = (words, site, { family }) => {
  const { word } = words;
  words.skip();
  if (family === 'inet6') return 0;
  if (word === undefined) return show(words, site);
  if (matches(word, 'add')) return change(words, site, 'add');
  if (matches(word, 'change', 'chg')) return change(words, site, 'change');
  if (matches(word, 'replace')) return change(words, site, 'replace');
  if (matches(word, 'delete')) return change(words, site, 'delete');
  if (matches(word, 'get')) return get(words, site);
  if (matches(word, 'show', 'lst', 'list')) return show(words, site);
  if (matches(word, 'flush')) return flush(words, site);
  throw new Exit(EXIT_USAGE, `Command "${word}" is unknown, try "ip neigh help".`);
};

const STATES: readonly NudState[] = [
  'PERMANENT',
  'REACHABLE',
  'NOARP',
  'STALE',
  'INCOMPLETE',
  'DELAY',
  'PROBE',
  'FAILED',
];

function stateOf(word: string): NudState {
  return STATES.find((state) => state.toLowerCase() === word) ?? wrong('nud state is bad', word);
}

interface Draft {
  address: number | undefined;
  dev: string | undefined;
  lladdr: string | null;
  state: NudState;
}

function readDraft(words: Words): Draft {
  const draft: Draft = { address: undefined, dev: undefined, lladdr: null, state: 'PERMANENT' };
  for (; words.word !== undefined; words.skip()) {
    const { word } = words;
    if (matches(word, 'lladdr')) draft.lladdr = lladdrOf(words.value());
    else if (word === 'nud') draft.state = stateOf(words.value());
    else if (word === 'dev') draft.dev = words.value();
    else if (['proxy', 'router', 'managed', 'extern_learn', 'use', 'protocol'].includes(word))
      unsupported(`ip neigh ${word}`);
    else {
      const text = word === 'to' ? words.value() : word;
      if (draft.address !== undefined) garbage('to', text);
      draft.address = addressOf(text);
    }
  }
  return draft;
}

function change(words: Words, site: Site, how: How | 'delete'): number {
  const { address, dev, lladdr, state } = readDraft(words);
  if (address === undefined || dev === undefined)
    throw new Exit(EXIT_USAGE, 'Device and destination are required arguments.');
  deviceNamed(site, dev);
  if (how === 'delete') ask(site, { do: 'neigh.del', dev, address });
  else ask(site, { do: 'neigh.add', dev, address, lladdr, state, how });
  return 0;
}

interface Filter {
  to: Prefix | null;
  dev: string | null;
  states: readonly NudState[] | null;
}

function readFilter(words: Words, site: Site): Filter {
  const filter: Filter = { to: null, dev: null, states: null };
  for (; words.word !== undefined; words.skip()) {
    const { word } = words;
    if (word === 'dev') filter.dev = deviceNamed(site, words.value()).name;
    else if (word === 'nud') {
      const state = words.value();
      filter.states = state === 'all' ? STATES : [...(filter.states ?? []), stateOf(state)];
    } else if (['proxy', 'unused', 'master', 'vrf', 'nomaster'].includes(word))
      unsupported(`ip neigh ${word}`);
    else filter.to = prefixOf(word === 'to' ? words.value() : word);
  }
  return filter;
}

function selected({ net }: Site, { to, dev, states }: Filter, unasked: readonly NudState[]): NeighRow[] {
  return [...net.neigh.rows.values()].filter(
    (row) =>
      (dev === null || row.dev === dev) &&
      (to === null || inPrefix(row.address, to.address, to.length)) &&
      (states === null ? !unasked.includes(row.state) : states.includes(row.state)),
  );
}

function show(words: Words, site: Site): number {
  const filter = readFilter(words, site);
  for (const row of selected(site, filter, ['NOARP']))
    site.out(`${formatNeighbour(row, filter.dev === null)} `);
  return 0;
}

function get(words: Words, site: Site): number {
  const { address, dev } = readDraft(words);
  if (address === undefined || dev === undefined)
    throw new Exit(EXIT_USAGE, 'Device and address are required arguments.');
  deviceNamed(site, dev);
  const found = [...site.net.neigh.rows.values()].find((row) => row.address === address && row.dev === dev);
  if (!found) throw new Exit(2, 'RTNETLINK answers: No such file or directory');
  site.out(`${formatNeighbour(found, true)} `);
  return 0;
}

/** What was written by hand stays, unless it is asked for. */
function flush(words: Words, site: Site): number {
  if (words.word === undefined) throw new Exit(1, 'Flush requires arguments.');
  const filter = readFilter(words, site);
  for (const { dev, address } of selected(site, filter, ['PERMANENT', 'NOARP']))
    ask(site, { do: 'neigh.del', dev, address });
  return 0;
}
