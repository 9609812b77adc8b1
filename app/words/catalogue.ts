// All that the page says, in the language that comes with it; and what another language has to say to be complete.
import { breakpoints } from './en/breakpoints.ts';
import { compare } from './en/compare.ts';
import { composer } from './en/composer.ts';
import { declare } from './en/declare.ts';
import { edit } from './en/edit.ts';
import { files } from './en/files.ts';
import { find } from './en/find.ts';
import { hints } from './en/hints.ts';
import { inspector } from './en/inspector.ts';
import { library } from './en/library.ts';
import { link } from './en/link.ts';
import { netfilter } from './en/netfilter.ts';
import { notes } from './en/notes.ts';
import { offline } from './en/offline.ts';
import { overview } from './en/overview.ts';
import { page } from './en/page.ts';
import { panes } from './en/panes.ts';
import { playback } from './en/playback.ts';
import { preferences } from './en/preferences.ts';
import { presenting } from './en/presenting.ts';
import { share } from './en/share.ts';
import { timeline } from './en/timeline.ts';
import { topology } from './en/topology.ts';
import { ui } from './en/ui.ts';
import { warnings } from './en/warnings.ts';

export const en = {
  breakpoints,
  compare,
  composer,
  declare,
  edit,
  files,
  find,
  hints,
  inspector,
  library,
  link,
  netfilter,
  notes,
  offline,
  overview,
  page,
  panes,
  playback,
  preferences,
  presenting,
  share,
  timeline,
  topology,
  ui,
  warnings,
};

/** The same texts, whatever they say. */
type Said<T> = T extends string
  ? string
  : T extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { readonly [Name in keyof T]: Said<T[Name]> };

export type Words = Said<typeof en>;
