// iproute2 bridge/fdb.c: forwarding entries are shown, written and taken away.
import type { NetDevice } from '../../kernel/core/netdevice.ts';
import type { FdbRow } from '../../trace/rows.ts';
import { parseMac } from '../../wire/address.ts';
import { formatFdb } from '../bridge_fdb.ts';
import { deviceNamed, devicesOf } from '../ip/device.ts';
import { addressOf, EXIT_USAGE, garbage, matches, type Words } from '../ip/words.ts';
import { ask, Exit, type Site, unsupported } from '../tool.ts';

export function bridgeFdb(words: Words, site: Site): number {
  const { word } = words;
  words.skip();
  if (matches(word ?? 'show', 'show', 'lst', 'list')) return show(words, site);
  if (matches(word, 'add')) return change(words, site, 'add');
  if (matches(word, 'append')) return change(words, site, 'append');
  if (matches(word, 'replace')) return change(words, site, 'replace');
  if (matches(word, 'delete')) return change(words, site, 'delete');
  if (matches(word, 'get', 'flush')) unsupported(`bridge fdb ${word}`);
  throw new Exit(EXIT_USAGE, `Command "${word}" is unknown, try "bridge fdb help".`);
}

interface Draft {
  mac: string | undefined;
  dev: string | undefined;
  dst: number | null;
  self: boolean;
  master: boolean;
  state: 'permanent' | 'static' | 'dynamic';
}

function readDraft(words: Words): Draft {
  const draft: Draft = {
    mac: undefined,
    dev: undefined,
    dst: null,
    self: false,
    master: false,
    state: 'permanent',
  };
  for (; words.word !== undefined; words.skip()) readWord(words, draft);
  return draft;
}

function readWord(words: Words, draft: Draft): void {
  const word = words.word!;
  if (word === 'dev') draft.dev = words.value();
  else if (word === 'dst') draft.dst = addressOf(words.value());
  else if (word === 'self' || word === 'master') draft[word] = true;
  else if (matches(word, 'local', 'permanent')) draft.state = 'permanent';
  else if (matches(word, 'static', 'temp')) draft.state = 'static';
  else if (matches(word, 'dynamic')) draft.state = 'dynamic';
  else if (
    ['port', 'vni', 'via', 'vlan', 'nhid', 'src_vni', 'router', 'use', 'sticky', 'extern_learn'].includes(
      word,
    )
  )
    unsupported(`bridge fdb ${word}`);
  else {
    const text = word === 'to' ? words.value() : word;
    if (draft.mac !== undefined) garbage('to', text);
    draft.mac = text;
  }
}

function change(words: Words, site: Site, how: 'add' | 'append' | 'replace' | 'delete'): number {
  const { mac: text, dev, dst, master, self, state } = readDraft(words);
  if (dev === undefined || text === undefined)
    throw new Exit(EXIT_USAGE, 'Device and address are required arguments.');
  const mac = parseMac(text);
  if (mac === undefined) throw new Exit(EXIT_USAGE, `Invalid mac address ${text}`);
  deviceNamed(site, dev, EXIT_USAGE);
  const place = { dev, mac, dst, self: self || !master };
  if (how === 'delete') ask(site, { do: 'fdb.del', ...place }, EXIT_USAGE);
  else {
    const kind = { permanent: state === 'permanent', static: state === 'static' };
    ask(site, { do: 'fdb.add', ...place, ...kind, how }, EXIT_USAGE);
  }
  return 0;
}

interface Filter {
  dev: string | undefined;
  br: string | undefined;
}

function readFilter(words: Words, site: Site): Filter {
  const filter: Filter = { dev: undefined, br: undefined };
  for (; words.word !== undefined; words.skip()) {
    if (words.word === 'dev' || words.word === 'brport') filter.dev = words.value();
    else if (words.word === 'br') filter.br = words.value();
  }
  const { dev, br } = filter;
  if (br !== undefined && !site.net.device(br))
    throw new Exit(EXIT_USAGE, `Cannot find bridge device "${br}"`);
  if (dev !== undefined) deviceNamed(site, dev, EXIT_USAGE);
  return filter;
}

/** Devices by number; of each the entries of its bridge, then its own. */
function show(words: Words, site: Site): number {
  const filter = readFilter(words, site);
  const rows = [...site.net.fdb.values()];
  for (const dev of devicesOf(site).filter((each) => isWanted(each, filter))) {
    const own = rows.filter((row) => row.dev === dev.name);
    for (const row of [...own.filter(({ master }) => master), ...own.filter(({ master }) => !master)])
      site.out(lineOf(row, filter.dev === undefined));
  }
  return 0;
}

function isWanted(dev: NetDevice, { dev: name, br }: Filter): boolean {
  if (name !== undefined && dev.name !== name) return false;
  return br === undefined || dev.name === br || dev.master?.name === br;
}

function lineOf(row: FdbRow, named: boolean): string {
  const text = formatFdb(row, named);
  return row.permanent || row.static ? text : `${text} `;
}
