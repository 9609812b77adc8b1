// What a release consists of: every file that the page may want, told by its content.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { filesOf, releaseOf } from './precache.ts';

let folder = '';
afterEach(() => rmSync(folder, { recursive: true }));

function built(files: Record<string, string>): string {
  folder = mkdtempSync(join(tmpdir(), 'hopscope-release-'));
  mkdirSync(join(folder, 'assets'));
  for (const [path, content] of Object.entries(files)) writeFileSync(join(folder, path), content);
  return folder;
}

const PAGE = { 'index.html': '<p>', 'assets/page-1.js': '1', 'icon.svg': '<svg/>' };

describe('a release', () => {
  it('is what the page consists of, without maps, the worker itself and the picture of the README', () => {
    const files = filesOf(built({ ...PAGE, 'sw.js': '', 'assets/page-1.js.map': '', 'hopscope.png': '' }));
    expect(Object.keys(files)).toEqual(['assets/page-1.js', 'icon.svg', 'index.html']);
    expect(files['assets/page-1.js']).toBe('sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s=');
  });

  it('has another name as soon as one file differs, and the same name otherwise', () => {
    const name = releaseOf(filesOf(built(PAGE)));
    rmSync(folder, { recursive: true });
    expect(releaseOf(filesOf(built(PAGE)))).toBe(name);
    rmSync(folder, { recursive: true });
    expect(releaseOf(filesOf(built({ ...PAGE, 'icon.svg': '<svg />' })))).not.toBe(name);
  });
});
