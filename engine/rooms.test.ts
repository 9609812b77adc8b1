// The law of imports: which rooms may know of which. The table is the architecture; this test is its keeper.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = normalize(join(import.meta.dirname, '..'));

/** engine/, from the ground up: a room imports from the rooms before it, and from itself. */
const ENGINE = [
  ['problem.ts'],
  ['wire'],
  ['trace'],
  ['kernel'],
  ['uapi'],
  ['world'],
  ['cluster'],
  ['shell'],
  ['explain'],
  ['scenario'],
  ['capture'],
  ['find.ts'],
  ['protocol.ts'],
  ['serve.ts'],
  ['cli_request.ts'],
  ['worker.ts', 'cli.ts', 'oracle'],
  ['client.ts'],
];

/** app/: what the features share, from the ground up. Features are all other folders; they do not know of each other. */
const APP_SHARED = ['theme', 'words', 'ui', 'state'];

/** What of the engine runs in the page. Everything else is behind the worker; its types are for all to see. */
const PAGE_MAY_RUN = [
  'problem.ts',
  'client.ts',
  'wire/',
  'trace/',
  'explain/index.ts',
  'explain/evidence.ts',
  'explain/zh/index.ts',
  'shell/print/index.ts',
  'scenario/link.ts',
  'scenario/schema.ts',
  'scenario/library/index.ts',
  'scenario/library/zh.ts',
];

interface Import {
  /** Path from the repository's root. */
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function importsOf(from: string, text: string): Import[] {
  const statements =
    /^(?:import|export)\s(?:(type)\s)?[^'";]*?from\s'(\.[^']+)'|^import\s'(\.[^']+)'|\bimport\('(\.[^']+)'\)|new URL\('(\.[^']+)'/gm;
  return [...text.matchAll(statements)].map(([, type, named, bare, dynamic, url]) => ({
    from,
    to: normalize(join(dirname(from), (named ?? bare ?? dynamic ?? url)!)),
    typeOnly: type !== undefined,
  }));
}

const isTest = (path: string) => /\.(test|fixture)\.tsx?$/.test(path);
const roomIn = (path: string, folder: string) => path.slice(folder.length + 1).split('/')[0]!;

function engineBreach({ from, to }: Import): boolean {
  if (!to.startsWith('engine/')) return true;
  const [own, other] = [roomIn(from, 'engine'), roomIn(to, 'engine')];
  if (own === other) return false;
  const height = (room: string) => ENGINE.findIndex((rooms) => rooms.includes(room));
  return height(own) < 0 || height(other) < 0 || height(other) >= height(own);
}

function appBreach({ from, to, typeOnly }: Import): boolean {
  if (to.startsWith('engine/')) {
    const inner = to.slice('engine/'.length);
    return (
      !typeOnly &&
      !PAGE_MAY_RUN.some(
        (allowed) => inner === allowed || (allowed.endsWith('/') && inner.startsWith(allowed)),
      )
    );
  }
  if (!to.startsWith('app/')) return true;
  const [own, other] = [roomIn(from, 'app'), roomIn(to, 'app')];
  // App.tsx and what else lies beside it puts the features together.
  if (own === other || /\.tsx?$/.test(own)) return false;
  const height = (room: string) => APP_SHARED.indexOf(room);
  if (height(other) < 0) return true;
  return height(own) >= 0 && height(other) > height(own);
}

/** Tests of a room may open scenarios by the front door, and know fixtures. */
function breaches(imports: readonly Import[]): string[] {
  return imports
    .filter(({ from }) => !isTest(from))
    .filter((each) => (each.from.startsWith('engine/') ? engineBreach(each) : appBreach(each)))
    .map(({ from, to }) => `${from} imports ${to}`);
}

const all = ['engine', 'app'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
);
const files = all.filter((path) => /\.tsx?$/.test(path));
const imports = files.flatMap((path) => importsOf(path, readFileSync(join(ROOT, path), 'utf8')));

describe('the law of imports', () => {
  it('is kept', () => {
    expect(imports.length).toBeGreaterThan(400);
    expect(breaches(imports)).toEqual([]);
  });

  it('reaches every file that is imported', () => {
    const known = new Set(all);
    const missing = imports.filter(({ from, to }) => !isTest(from) && !known.has(to));
    expect(missing).toEqual([]);
  });

  it.each([
    ['engine/wire/ipv4.ts', "import { ip_forward } from '../kernel/ipv4/ip_forward.ts';"],
    ['engine/kernel/core/dev.ts', "import type { World } from '../../world/world.ts';"],
    ['engine/explain/index.ts', "import { createEngine } from '../serve.ts';"],
    ['engine/trace/steps.ts', "import { layoutOf } from '../../app/topology/layout.ts';"],
    ['engine/world/run.ts', "const late = () => import('../scenario/compile.ts');"],
    ['app/panes/Routes.tsx', "import { FibTable } from '../../engine/kernel/ipv4/fib_trie.ts';"],
    ['app/panes/Routes.tsx', "import { Why } from '../inspector/Why.tsx';"],
    ['app/ui/Button.tsx', "import { usePlayback } from '../state/playback.ts';"],
    ['app/state/session.ts', "import { compile } from '../../engine/scenario/compile.ts';"],
  ])('is broken by a line in %s: %s', (path, line) => {
    expect(breaches(importsOf(path, line))).toHaveLength(1);
  });

  it('lets the page see every type of the engine', () => {
    const line = "import type { Net } from '../../engine/kernel/net_namespace.ts';";
    expect(breaches(importsOf('app/panes/Routes.tsx', line))).toEqual([]);
  });

  it('names files from the root, whatever the way to them', () => {
    const [found] = importsOf('app/panes/Routes.tsx', "import { a } from '../../engine/wire/arp.ts';");
    expect(relative('engine', found!.to)).toBe('wire/arp.ts');
  });
});
