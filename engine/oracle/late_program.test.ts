import { describe, expect, it } from 'vitest';
import { maybeLate } from './late_program.ts';

const frame = (hosts: string, ports: string, flags: string, data = 0) =>
  `out 02:00:00:00:00:01 > 02:00:00:00:00:02 0x0800 ${hosts} tos 0x00 ttl 64 DF len 52 ip#5 tcp ${ports} ${flags} seq # ack # options 12 mss null sack false scale null times true data ${data}`;

const client = (flags: string, data?: number) => frame('10.1.1.2 > 10.1.2.2', 'port#1 > 80', flags, data);
const server = (flags: string, data?: number) => frame('10.1.2.2 > 10.1.1.2', '80 > port#1', flags, data);

const seen = (...frames: string[]) => ({
  output: [],
  mixed: false,
  answered: true,
  namespaces: {
    r: {
      log: [],
      frames: { eth0: frames },
      neighbours: [],
      fdb: [],
      conntrack: [],
      routes: [],
      iptables: [],
      ipset: [],
    },
  },
});

describe('maybeLate', () => {
  it('sees an end that acknowledges a FIN before it sends its own', () => {
    const open = [client('SYN'), server('SYN,ACK'), client('ACK'), client('FIN,ACK')];
    expect(maybeLate(seen(...open, server('ACK'), server('FIN,ACK')))).toBe(true);
  });

  it('sees nothing where the FIN carries the acknowledgement, or data lie between', () => {
    const open = [client('SYN'), server('SYN,ACK'), client('ACK'), client('PSH,ACK', 70), server('ACK')];
    expect(maybeLate(seen(...open, server('PSH,ACK', 9), server('FIN,ACK')))).toBe(false);
  });
});
