// Whether the machine at hand can be the judge: root on Linux, with namespaces and the programs the lab runs.
import { attempt, inside } from './exec.ts';
import { labPrefix } from './names.ts';

export type Availability = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** What the lab needs, each tried for real in a namespace made for it. */
function needs(netns: string): [what: string, argv: readonly string[]][] {
  const there = (...argv: readonly string[]) => inside(netns, ...argv);
  return [
    ['network namespaces', ['ip', 'netns', 'add', netns]],
    ['veth pairs', there('ip', 'link', 'add', 'try0', 'type', 'veth', 'peer', 'name', 'try1')],
    ['bridges', there('ip', 'link', 'add', 'try2', 'type', 'bridge')],
    [
      'VXLAN devices',
      there('ip', 'link', 'add', 'try3', 'type', 'vxlan', 'id', '1', 'dstport', '8472', 'dev', 'try0'),
    ],
    ['br_netfilter', there('sysctl', '-q', '-w', 'net.bridge.bridge-nf-call-iptables=1')],
    ['iptables-legacy with TRACE', there('iptables-legacy', '-t', 'raw', '-A', 'OUTPUT', '-j', 'TRACE')],
    [
      'iptables-legacy with conntrack',
      there('iptables-legacy', '-A', 'OUTPUT', '-m', 'conntrack', '--ctstate', 'NEW'),
    ],
    [
      'iptables-legacy with nat',
      there('iptables-legacy', '-t', 'nat', '-A', 'POSTROUTING', '-j', 'MASQUERADE'),
    ],
    [
      'the netfilter log (nfnetlink_log)',
      there('sysctl', '-q', '-w', 'net.netfilter.nf_log.2=nfnetlink_log'),
    ],
    ['conntrack', there('conntrack', '-L')],
    ['ipset', there('ipset', 'create', 'try', 'hash:ip')],
    ['bridge', there('bridge', '-j', 'fdb', 'show')],
    ['tcpdump', ['tcpdump', '--version']],
    ['timeout', ['timeout', '1', 'true']],
    ['ping of iputils', ['ping', '-V']],
    ['busybox', ['busybox', 'true']],
    ['curl', ['curl', '--version']],
    ['netcat of OpenBSD', ['sh', '-c', 'nc -h 2>&1 | grep -q OpenBSD']],
    ['dig', ['dig', '-v']],
    ['nslookup', ['nslookup', '-version']],
    ['brctl', ['brctl', '--version']],
    ['arp and route', ['arp', '-n']],
    ['python3 with raw sockets', there('python3', '-c', 'import socket; socket.socket(2, 3, 255)')],
  ];
}

async function works(argv: readonly string[]): Promise<string | null> {
  try {
    const { code, stderr } = await attempt(argv);
    return code === 0 ? null : (stderr.trim().split('\n')[0] ?? `exit ${code}`);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export async function available(): Promise<Availability> {
  if (process.platform !== 'linux') return { ok: false, why: `this is ${process.platform}, not Linux` };
  if (process.getuid?.() !== 0) return { ok: false, why: 'not root' };
  const prefix = labPrefix();
  try {
    for (const [what, argv] of needs(`${prefix}try`)) {
      const complaint = await works(argv);
      if (complaint !== null) return { ok: false, why: `${what}: ${complaint}` };
    }
    return { ok: true };
  } finally {
    await works(['ip', 'netns', 'delete', `${prefix}try`]);
  }
}
