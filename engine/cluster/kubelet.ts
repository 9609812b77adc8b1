// pkg/kubelet/kubelet_network_linux.go syncIPTablesRules: what kubelet wrote for kube-proxy, until that kept house by itself.
import type { RuleSet } from './host/rule_set.ts';
import { hasFix, isSince, type KubernetesVersion } from './kubernetes_version.ts';
import { comment, TableText } from './restore_text.ts';

/** iptablesDropBit: 15. */
const DROP_MARK = '0x00008000';

/** CVE-2020-8558: foreigners do not get to 127.0.0.0/8, though route_localnet would let them. */
const keepsLocalnet = (version: KubernetesVersion) => hasFix(version, 19, { 16: 11, 17: 7, 18: 4 });

/**
 * KUBE-MARK-DROP, and KUBE-FIREWALL that drops what it marked: only from INPUT and OUTPUT, so a marked packet that is
 * forwarded lives. Of the chains that kube-proxy writes too, it writes the same. With 1.27 it has ceased to.
 */
export function kubeletRules(version: KubernetesVersion): RuleSet[] {
  if (isSince(version, 27)) return [];
  const filter = new TableText('filter');
  const nat = new TableText('nat');
  const marked = `-m mark --mark ${DROP_MARK}/${DROP_MARK}`;
  nat.declare('KUBE-MARK-DROP');
  nat.append('KUBE-MARK-DROP', `-j MARK --or-mark ${DROP_MARK}`);
  filter.declare('KUBE-FIREWALL');
  for (const hook of ['OUTPUT', 'INPUT']) filter.insert(hook, '-j KUBE-FIREWALL');
  filter.append(
    'KUBE-FIREWALL',
    `${comment('kubernetes firewall for dropping marked packets')} ${marked} -j DROP`,
  );
  if (keepsLocalnet(version)) {
    const foreigners = '-d 127.0.0.0/8 ! -s 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT';
    filter.append('KUBE-FIREWALL', `${comment('block incoming localnet connections')} ${foreigners} -j DROP`);
  }
  return [filter, nat];
}
