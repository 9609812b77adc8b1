// The two networks of a comparison in the order in which they are shown: what was, before what is; else the one on show first.
import type { Opened } from '../../engine/protocol.ts';
import { type LibraryId, library } from '../../engine/scenario/library/index.ts';
import type { Against } from '../../engine/scenario/link.ts';
import type { TableSet } from '../../engine/trace/rows.ts';
import type { History } from '../../engine/trace/state.ts';
import { useComparison } from '../state/comparison.ts';
import { useLanguage, useWords } from '../state/language.ts';
import { usePlayback } from '../state/playback.ts';
import { type ScenarioState, useScenario } from '../state/scenario.ts';
import { useOpened, useSession } from '../state/session.ts';
import type { Words } from '../words/catalogue.ts';

/** left: the network on show. right: the one it is held against. */
export type SideKey = 'left' | 'right';

export interface ShownSide {
  readonly key: SideKey;
  readonly name: string;
  /** null until the engine has answered. */
  readonly opened: Opened | null;
  readonly history: History;
  /** Tables before the probe, by namespace. */
  readonly base: ReadonlyMap<number, TableSet>;
  /** -1 when it has not begun. */
  readonly tick: number;
}

/** A side but for its name and place. */
type Network = Pick<ShownSide, 'opened' | 'history' | 'base'>;

export type Sides = readonly [first: ShownSide, second: ShownSide];

type TitleOf = (id: string) => string;

/** What the library calls its networks, in the page's language. */
export function useTitles(): TitleOf {
  const texts = useLanguage(({ scenarios }) => scenarios);
  return (id) => texts?.[id as LibraryId]?.title ?? library.find((each) => each.id === id)?.title ?? id;
}

const ownTitle = ({ scenario }: ScenarioState, titleOf: TitleOf): string =>
  typeof scenario === 'string' ? titleOf(scenario) : scenario.title;

function sideNames(
  { sides }: Words['compare'],
  titleOf: TitleOf,
  against: Against,
  shown: ScenarioState,
  opened: Opened,
): Readonly<Record<SideKey, string>> {
  switch (against.kind) {
    case 'library':
      return { left: ownTitle(shown, titleOf), right: titleOf(against.id) };
    case 'probe':
      return { left: opened.probe.run, right: against.probe.run };
    case 'base':
      return { left: sides.edited(shown.commands.length), right: sides.base };
    case 'before':
      return { left: sides.after, right: sides.before };
    case 'edits':
      return { left: sides.now, right: sides.earlier };
  }
}

/** A network held against itself as it was: that comes first. */
const isEarlier = ({ kind }: Against): boolean => kind === 'base' || kind === 'before' || kind === 'edits';

/** Only for where there is a comparison. */
export function useSides(): Sides {
  const words = useWords('compare');
  const titleOf = useTitles();
  const shown = useScenario();
  const opened = useOpened();
  const own = useSession();
  const other = useComparison();
  const { tick, beside } = usePlayback();
  const { against } = other;
  if (!against) throw new Error('nothing is compared');
  const names = sideNames(words, titleOf, against, shown, opened);
  const side = (key: SideKey, at: number, { opened: network, history, base }: Network): ShownSide => ({
    key,
    name: names[key],
    opened: network,
    history,
    base,
    tick: at,
  });
  const [left, right] = [side('left', tick, own), side('right', beside, other)];
  return isEarlier(against) ? [right, left] : [left, right];
}
