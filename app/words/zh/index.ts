// 简体中文
import type { Words } from '../catalogue.ts';
import { breakpoints } from './breakpoints.ts';
import { compare } from './compare.ts';
import { composer } from './composer.ts';
import { declare } from './declare.ts';
import { edit } from './edit.ts';
import { files } from './files.ts';
import { find } from './find.ts';
import { hints } from './hints.ts';
import { inspector } from './inspector.ts';
import { library } from './library.ts';
import { link } from './link.ts';
import { netfilter } from './netfilter.ts';
import { notes } from './notes.ts';
import { offline } from './offline.ts';
import { overview } from './overview.ts';
import { page } from './page.ts';
import { panes } from './panes.ts';
import { playback } from './playback.ts';
import { preferences } from './preferences.ts';
import { presenting } from './presenting.ts';
import { share } from './share.ts';
import { timeline } from './timeline.ts';
import { topology } from './topology.ts';
import { ui } from './ui.ts';
import { warnings } from './warnings.ts';

export const zh: Words = {
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
