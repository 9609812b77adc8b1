// The build's part: puts the service worker beside the page and tells it what this release consists of.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';

const WORKER = 'sw.js';
/** Not needed to run the page: maps for debuggers, the picture of the README. */
const LEFT_OUT = /\.map$|^hopscope\.png$/;

const hash = (content: Uint8Array | string) => createHash('sha256').update(content).digest('base64');

/** Path and hash of every file of a release, in the order of their names. */
export function filesOf(folder: string): Record<string, string> {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = all
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .filter((path) => path !== WORKER && !LEFT_OUT.test(path))
    .sort();
  return Object.fromEntries(paths.map((path) => [path, `sha256-${hash(readFileSync(join(folder, path)))}`]));
}

/** A name for what is in the files; the same files, the same name. */
export const releaseOf = (files: Record<string, string>) =>
  hash(JSON.stringify(files)).replace(/\W/g, '').slice(0, 12);

export function precache(): Plugin {
  let folder = '';
  let wanted = false;
  return {
    name: 'precache',
    apply: 'build',
    configResolved({ build, root }) {
      folder = join(root, build.outDir);
      wanted = !build.ssr;
    },
    buildStart() {
      if (wanted) this.emitFile({ type: 'chunk', id: join(import.meta.dirname, 'sw.ts'), fileName: WORKER });
    },
    closeBundle() {
      if (!wanted) return;
      const files = filesOf(folder);
      const path = join(folder, WORKER);
      const code = readFileSync(path, 'utf8')
        .replaceAll('__FILES__', () => JSON.stringify(files))
        .replaceAll('__RELEASE__', () => JSON.stringify(releaseOf(files)));
      writeFileSync(path, code);
    },
  };
}
