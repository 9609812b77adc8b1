// Packets from a raw socket in small networks: kernel and engine agree about each.
import { describe, expect, it } from 'vitest';
import { available } from './available.ts';
import { differenceText } from './compare.ts';
import { cornerPackets } from './corner_packets.ts';
import { judgeTwice } from './fuzz/judge.ts';

const PATIENCE_MS = 60_000;

const kernel = await available();
if (!kernel.ok) console.warn(`packets from a raw socket: skipped: ${kernel.why}`);

describe.skipIf(!kernel.ok)(
  `packets from a raw socket${kernel.ok ? '' : ` (skipped: ${kernel.why})`}`,
  () => {
    it.each(cornerPackets)(
      '$name',
      async (found) => {
        const disagreement = await judgeTwice(found);
        expect(disagreement?.differences.map(differenceText) ?? []).toEqual([]);
      },
      PATIENCE_MS,
    );
  },
);
