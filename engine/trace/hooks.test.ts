// The order in which a hook calls who is registered there.
import { describe, expect, it } from 'vitest';
import { atHook, HOOK_NAMES, hooksOfTable } from './hooks.ts';

describe('the hooks', () => {
  it.each(HOOK_NAMES)('%s calls lower priorities first', (hook) => {
    const priorities = atHook(hook).map(({ priority }) => priority);
    expect(priorities).toEqual([...priorities].sort((a, b) => a - b));
  });

  it('track connections after raw and before what rewrites', () => {
    expect(atHook('PREROUTING').map(({ name }) => name)).toEqual([
      'defrag',
      'raw',
      'conntrack',
      'mangle',
      'dstnat',
    ]);
  });

  it('ask IPVS when filter has let a packet in, and confirm a connection last of all', () => {
    expect(atHook('INPUT').map(({ name }) => name)).toEqual([
      'mangle',
      'filter',
      'security',
      'ipvsReply',
      'ipvsRequest',
      'srcnat',
      'confirm',
    ]);
  });

  it('have no nat table where a packet is only forwarded', () => {
    expect(hooksOfTable('nat')).toEqual(['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING']);
  });
});
