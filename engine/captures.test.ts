// What the library's probes leave in a capture, as tshark reads it: the proof that our bytes are Linux's bytes.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pcapng } from './capture/write/pcapng.ts';
import type { ScenarioCommand } from './scenario/schema.ts';
import { createEngine } from './serve.ts';

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'hopscope-captures-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** tshark takes port 8472 for OTV unless told that it is VXLAN. */
const OPTIONS = [
  '-o',
  'ip.check_checksum:TRUE',
  '-o',
  'udp.check_checksum:TRUE',
  '-d',
  'udp.port==8472,vxlan',
];

async function capture(
  scenario: string,
  probe: ScenarioCommand | null,
  ...fields: string[]
): Promise<string[][]> {
  const opened = await createEngine().open({ scenario, probe });
  if (!opened.ok) throw new Error(opened.problem.what);
  const file = join(folder, 'capture.pcapng');
  writeFileSync(file, pcapng(opened.value.trace, opened.value.outline));
  const wanted = fields.flatMap((field) => ['-e', field]);
  const text = execFileSync('tshark', ['-r', file, '-n', ...OPTIONS, '-T', 'fields', ...wanted], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
}

const TRACEROUTE = { in: 'master/nginx-n8s9s', run: 'traceroute -n 10.42.1.9' };

const PUBLISHED = { in: 'visitor', run: 'curl -s http://192.168.205.4:8000/' };

describe.skipIf(!hasTshark)(
  'captures of the library in tshark (skipped where tshark is not installed)',
  () => {
    it.each([
      ['flannel-host-gw', null],
      ['flannel-vxlan', null],
      ['flannel-vxlan', TRACEROUTE],
      ['docker-routes', null],
      ['docker-modes', PUBLISHED],
    ])('%s %j: nothing malformed, nothing wrong in a checksum', async (scenario, probe) => {
      const rows = await capture(
        scenario,
        probe,
        '_ws.malformed',
        'ip.checksum.status',
        'icmp.checksum.status',
        'udp.checksum.status',
      );
      expect(rows.length).toBeGreaterThan(20);
      for (const [malformed, ...statuses] of rows) {
        expect(malformed).toBe('');
        // 0 bad, 1 good, 2 not checked (inside a quote), 3 none.
        expect(statuses.join(',').split(',')).not.toContain('0');
      }
    });

    it('shows the echo request of flannel-vxlan inside the tunnel, with the addresses of the document', async () => {
      const fields = [
        'frame.interface_name',
        'vxlan.vni',
        'udp.dstport',
        'ip.src',
        'ip.dst',
        'eth.dst',
        'icmp.type',
      ];
      const rows = await capture('flannel-vxlan', null, ...fields);
      const request = rows.find(
        ([device, vni, , , , , type]) => device === 'master:enp0s1' && vni === '1' && type === '8',
      );
      expect(request?.slice(1)).toEqual([
        '1',
        '8472',
        '192.168.205.4,10.42.0.65',
        '192.168.205.3,10.42.1.9',
        '52:54:00:7c:93:03,62:c8:a9:ce:ca:4e',
        '8',
      ]);
    });

    it('has in Pod A what tcpdump would show there: ARP, the request, the reply', async () => {
      const rows = await capture(
        'flannel-host-gw',
        null,
        'frame.interface_name',
        'arp.opcode',
        'icmp.type',
        'ip.ttl',
      );
      const own = rows.filter(([device]) => device === 'node-a/pod-a:eth0');
      expect(own.map((row) => row.slice(1).join(' '))).toEqual(['1  ', '2  ', ' 8 64', ' 0 62']);
    });
  },
);
