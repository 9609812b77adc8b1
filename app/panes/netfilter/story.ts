// The map in words: what happens to the packet here, one place after another.
import type { Words } from '../../words/catalogue.ts';
import type { Labels } from './ends.ts';
import type { Item, Items } from './items.ts';
import type { Spot, Stop } from './way.ts';

type Said = Words['netfilter'];

export interface Sentence {
  readonly key: string;
  readonly from: number;
  readonly text: string;
}

/** `nat › KUBE-SERVICES › KUBE-SEP-X: DNAT, dst 10.43.6.58:80 → 10.42.1.6:80` */
function partText(part: Item, behind: readonly Item[]): string {
  const chains = behind.filter(({ kind }) => kind === 'chain').map(({ text }) => text);
  const notes = behind.filter(({ kind }) => kind === 'note').map(({ text }) => text);
  const came = [part.result?.name ?? part.result?.text, notes.join(' ')].filter(Boolean).join(', ');
  return `${[part.text, ...chains].join(' › ')}: ${came}`;
}

/** What was met at a hook, in order. */
function hookText(items: readonly Item[]): string {
  const starts = items.flatMap(({ kind, span }, at) => (kind === 'part' && span !== null ? [at] : []));
  return starts
    .map((start) => {
      const next = items.findIndex(({ kind }, at) => at > start && kind === 'part');
      return partText(items[start]!, items.slice(start + 1, next < 0 ? undefined : next));
    })
    .join('; ');
}

function placeText(spot: Spot, nth: number, label: string, said: Said): string {
  const { names } = said;
  switch (spot) {
    case 'in':
      return names.comesIn(label);
    case 'out':
      return names.goesOut(label);
    case 'local':
      return nth === 0 ? names.comesFrom(label || said.kernel) : names.goesTo(label || said.kernel);
    case 'bridge':
      return names.decided(label);
    default:
      return `${spot === 'routeIn' ? names.routeIn : names.routeOut}: ${label}`;
  }
}

export function storyOf(way: readonly Stop[], items: Items, labels: Labels, said: Said): readonly Sentence[] {
  return way.map(({ spot, from }, nth) => {
    const own = (items as Partial<Record<Spot, readonly Item[]>>)[spot];
    const text = own ? `${spot}${met(hookText(own))}` : placeText(spot, nth, labels.get(spot) ?? '', said);
    return { key: `${nth} ${spot}`, from, text };
  });
}

const met = (text: string) => (text === '' ? '' : `: ${text}`);
