// createAndLinkKubeChain, and kubelet's syncIPTablesUtilChains: how marked packets get the node's address as their source.
import { hasFix, type KubernetesVersion } from '../kubernetes_version.ts';
import { comment, type RuleWriter } from '../restore_text.ts';

export const KUBE_MARK_MASQ = 'KUBE-MARK-MASQ';
export const KUBE_POSTROUTING = 'KUBE-POSTROUTING';

/** kubernetes #92035: the mark is taken away again. */
const unmarks = (version: KubernetesVersion) => hasFix(version, 19, { 16: 13, 17: 9, 18: 6 });

export interface Masquerading {
  readonly version: KubernetesVersion;
  readonly mark: string;
  readonly randomFully: boolean;
}

/**
 * KUBE-POSTROUTING's end and KUBE-MARK-MASQ. A masqueraded packet loses its mark, so that it is not masqueraded
 * again when it comes by once more, inside a tunnel.
 */
export function masqueradeRules(nat: RuleWriter, { version, mark, randomFully }: Masquerading): void {
  const why = comment('kubernetes service traffic requiring SNAT');
  const masquerade = randomFully ? '-j MASQUERADE --random-fully' : '-j MASQUERADE';
  if (unmarks(version)) {
    nat.append(KUBE_POSTROUTING, `-m mark ! --mark ${mark}/${mark} -j RETURN`);
    nat.append(KUBE_POSTROUTING, `-j MARK --xor-mark ${mark}`);
    nat.append(KUBE_POSTROUTING, `${why} ${masquerade}`);
    nat.append(KUBE_MARK_MASQ, `-j MARK --or-mark ${mark}`);
  } else {
    nat.append(KUBE_POSTROUTING, `${why} -m mark --mark ${mark}/${mark} ${masquerade}`);
    nat.append(KUBE_MARK_MASQ, `-j MARK --set-xmark ${mark}/${mark}`);
  }
}
