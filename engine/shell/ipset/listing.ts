// ipset lib/session.c: `list` and `save`, as their switches want them.
import type { Net } from '../../kernel/net_namespace.ts';
import type { Switches } from './command.ts';
import { IpsetComplaint } from './parse.ts';
import { headLines, type Listed, listedSets, memberText, savedLines } from './print.ts';

const byNumbers = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });

function membersOf({ set, members }: Listed, now: number, sorted: boolean): string[] {
  const texts = members.map(([, row]) => memberText(row, now));
  return sorted && set.type !== 'list:set' ? texts.sort(byNumbers) : texts;
}

/** All sets, or the one named. `save` knows neither -n nor -t. */
export function listing(net: Net, kind: 'list' | 'save', name: string | null, switches: Switches): string {
  const all = listedSets(net.ipset.snapshot());
  const wanted = name === null ? all : all.filter(({ set }) => set.name === name);
  if (name !== null && wanted.length === 0)
    throw new IpsetComplaint('The set with the given name does not exist');
  const saving = switches.output === 'save' || (switches.output === null && kind === 'save');
  if (switches.names && !saving) return wanted.map(({ set }) => `${set.name}\n`).join('');
  const blocks = wanted.map((listed) => {
    const members = membersOf(listed, net.env.now(), switches.sorted);
    if (saving) return savedLines(listed, members);
    return [...headLines(listed), ...(switches.terse ? [] : ['Members:', ...members])];
  });
  return blocks.map((lines) => lines.map((line) => `${line}\n`).join('')).join(saving ? '' : '\n');
}
