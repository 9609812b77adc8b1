// iproute2 ip/ipaddress.c: addresses are shown, added and taken away.
import type { NetDevice } from '../../kernel/core/netdevice.ts';
import type { LinkAddress, Prefix, RouteScope } from '../../trace/rows.ts';
import { formatIpv4, inPrefix, prefixMask } from '../../wire/address.ts';
import { addressText, briefLine, headline, LIFETIME } from '../ip_link.ts';
import { ask, Exit, type Site, unsupported } from '../tool.ts';
import { deviceNamed, devicesOf, linkLines, rowOf, shownDevice } from './device.ts';
import type { IpObject, IpOptions } from './index.ts';
import { scopeOf } from './tables.ts';
import {
  addressOf,
  EXIT_USAGE,
  type GivenPrefix,
  garbage,
  matches,
  prefixOf,
  unsigned,
  type Words,
  wrong,
} from './words.ts';

export const ipAddress: IpObject = (words, site, options) => {
  const { word } = words;
  words.skip();
  if (word === undefined) return show(words, site, options);
  if (matches(word, 'add')) return change(words, site, 'add');
  if (matches(word, 'change', 'replace')) unsupported(`ip address ${word}`);
  if (matches(word, 'delete')) return change(words, site, 'delete');
  if (matches(word, 'show', 'lst', 'list')) return show(words, site, options);
  if (matches(word, 'flush')) return flush(words, site);
  throw new Exit(EXIT_USAGE, `Command "${word}" is unknown, try "ip address help".`);
};

interface Draft {
  local: GivenPrefix | undefined;
  dev: string | undefined;
  broadcast: number | '+' | null;
  scope: RouteScope | undefined;
  metric: number;
  noprefixroute: boolean;
}

function readDraft(words: Words): Draft {
  const draft: Draft = {
    local: undefined,
    dev: undefined,
    broadcast: null,
    scope: undefined,
    metric: 0,
    noprefixroute: false,
  };
  for (; words.word !== undefined; words.skip()) readWord(words, draft);
  return draft;
}

function readWord(words: Words, draft: Draft): void {
  const word = words.word!;
  if (word === 'dev') draft.dev = words.value();
  else if (matches(word, 'broadcast') || word === 'brd') {
    const text = words.value();
    if (text === '-') unsupported('brd -');
    draft.broadcast = text === '+' ? '+' : addressOf(text);
  } else if (word === 'scope') draft.scope = scopeOf(words.value(), 'invalid scope value.');
  else if (word === 'metric' || word === 'priority' || word === 'preference') {
    const text = words.value();
    draft.metric = unsigned(text) ?? wrong('"metric" value is invalid', text);
  } else if (word === 'noprefixroute') draft.noprefixroute = true;
  else if (word === 'peer' || word === 'label' || word === 'valid_lft' || word === 'preferred_lft')
    unsupported(`ip address add ${word}`);
  else {
    const text = word === 'local' ? words.value() : word;
    if (draft.local) garbage('local', text);
    draft.local = prefixOf(text);
  }
}

function change(words: Words, site: Site, what: 'add' | 'delete'): number {
  const { local, dev: name, ...draft } = readDraft(words);
  if (name === undefined) throw new Exit(1, 'Not enough information: "dev" argument is required.');
  if (!local && what === 'add') {
    deviceNamed(site, name);
    throw new Exit(2, 'RTNETLINK answers: Operation not supported');
  }
  const { address, length, explicit } = local ?? prefixOf('default');
  if (what === 'delete' && !explicit) warnOfWildcard(address, site);
  const dev = deviceNamed(site, name).name;
  if (what === 'delete') {
    ask(site, { do: 'addr.del', dev, address, length: explicit ? length : null });
    return 0;
  }
  const scope = draft.scope ?? (address >>> 24 === 127 ? 'host' : 'global');
  const broadcast = draft.broadcast === '+' ? (address | ~prefixMask(length)) >>> 0 : draft.broadcast;
  ask(site, { do: 'addr.add', dev, address, length, ...draft, scope, broadcast });
  return 0;
}

function warnOfWildcard(address: number, site: Site): void {
  site.err(`Warning: Executing wildcard deletion to stay compatible with old scripts.
         Explicitly specify the prefix length (${formatIpv4(address)}/32) to avoid this warning.
         This special behaviour is likely to disappear in further releases,
         fix your scripts!`);
}

interface Filter {
  dev: NetDevice | null;
  up: boolean;
  to: Prefix | null;
  scope: RouteScope | null;
}

function readFilter(words: Words, site: Site, named: (site: Site, name: string) => NetDevice): Filter {
  const filter: Filter = { dev: null, up: false, to: null, scope: null };
  let name: string | undefined;
  for (; words.word !== undefined; words.skip()) {
    const { word } = words;
    if (word === 'up') filter.up = true;
    else if (word === 'to') filter.to = prefixOf(words.value());
    else if (word === 'scope') filter.scope = scopeOf(words.value(), 'invalid "scope"\n');
    else {
      const text = word === 'dev' ? words.value() : word;
      if (name !== undefined) garbage('dev', text);
      name = text;
    }
  }
  if (name !== undefined) filter.dev = named(site, name);
  return filter;
}

function wanted({ to, scope }: Filter, ifa: LinkAddress): boolean {
  return (
    (to === null || (ifa.length >= to.length && inPrefix(ifa.address, to.address, to.length))) &&
    (scope === null || ifa.scope === scope)
  );
}

function show(words: Words, site: Site, options: IpOptions): number {
  const filter = readFilter(words, site, shownDevice);
  const onlyAddresses = options.family !== 'any' || filter.to !== null || filter.scope !== null;
  for (const dev of devicesOf(site)) {
    if ((filter.dev !== null && dev !== filter.dev) || (filter.up && !dev.up)) continue;
    const addresses = options.family === 'inet6' ? [] : dev.addresses.filter((ifa) => wanted(filter, ifa));
    if (addresses.length > 0 || !onlyAddresses) showDevice(dev, addresses, site, options);
  }
  return 0;
}

function showDevice(dev: NetDevice, addresses: readonly LinkAddress[], site: Site, options: IpOptions): void {
  const row = rowOf(dev);
  if (options.brief) {
    const texts = addresses.map(({ address, length }) => `${formatIpv4(address)}/${length}`);
    site.out(briefLine(row, texts.join(' ')).replace(/ {2}$/, ' '));
    return;
  }
  if (!options.oneline) {
    site.out(headline(row, false));
    if (options.family === 'any') site.out(linkLines(dev, options, false));
  }
  for (const ifa of addresses) {
    const text = addressText(ifa, row.name);
    if (options.oneline) site.out(`${row.ifindex}: ${row.name}    ${text}\\${LIFETIME}`);
    else site.out(`    ${text}\n${LIFETIME}`);
  }
}

function flush(words: Words, site: Site): number {
  if (words.word === undefined) throw new Exit(1, 'Flush requires arguments.');
  const filter = readFilter(words, site, shownDevice);
  for (const dev of devicesOf(site)) {
    if (filter.dev !== null && dev !== filter.dev) continue;
    for (const { address, length } of dev.addresses.filter((ifa) => wanted(filter, ifa))) {
      // A primary address has taken its secondary ones along.
      if (dev.addresses.some((ifa) => ifa.address === address && ifa.length === length))
        ask(site, { do: 'addr.del', dev: dev.name, address, length });
    }
  }
  return 0;
}
