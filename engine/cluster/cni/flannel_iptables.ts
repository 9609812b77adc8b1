// flannel pkg/trafficmngr/iptables (earlier network/iptables.go): what flanneld writes so that pods reach the world, and packets pass.
import { type IptablesCall, iptables } from '../host/iptables.ts';
import { since } from '../host/version.ts';

export interface FlannelFirewall {
  /** flanneld's release: `v0.19.2`. */
  readonly version: string;
  readonly network: string;
  /** This node's subnet. */
  readonly subnet: string;
  /** The iptables it found has MASQUERADE --random-fully (1.6.2 and later). */
  readonly randomFully: boolean;
}

type Form = 'plain' | 'commented' | 'chains' | 'marked' | 'current' | 'appended';

/** Rules in POSTROUTING and FORWARD, then with comments; chains of its own, on top; kube-proxy's mark asked first; the node's subnet told apart; the chains last. */
const formOf = (version: string) =>
  since<Form>(version, [
    'plain',
    ['0.16.2', 'commented'],
    ['0.20.0', 'chains'],
    ['0.20.2', 'marked'],
    ['0.21.0', 'current'],
    ['0.21.3', 'appended'],
  ]);

const nat = iptables('nat');
const filter = iptables('filter');

const POSTRTG = 'FLANNEL-POSTRTG';
const FWD = 'FLANNEL-FWD';

/** MasqRules: with --ip-masq. */
export function masqRules(flannel: FlannelFirewall): IptablesCall[] {
  const form = formOf(flannel.version);
  const rules = rulesOf(form, flannel);
  if (form === 'plain' || form === 'commented') return rules.map((rule) => nat.append('POSTROUTING', rule));
  return [
    nat.newChain(POSTRTG),
    jump(form, nat, 'POSTROUTING', `-m comment --comment "flanneld masq" -j ${POSTRTG}`),
    ...rules.map((rule) => nat.append(POSTRTG, rule)),
  ];
}

function rulesOf(form: Form, { version, network, subnet, randomFully }: FlannelFirewall): string[] {
  const comment = form === 'plain' ? '' : '-m comment --comment "flanneld masq" ';
  const random = randomFully && since(version, [false, ['0.10.0', true]]);
  const masquerade = random ? 'MASQUERADE --random-fully' : 'MASQUERADE';
  // Between 0.16.2 and 0.19 one of the rules with --random-fully says "flannel".
  const misspelt = form === 'commented' && random ? comment.replace('flanneld', 'flannel') : comment;
  const toWorld = `-s ${network} ! -d 224.0.0.0/4 ${misspelt}-j ${masquerade}`;
  const toPods = `! -s ${network} -d ${network} ${comment}-j ${masquerade}`;
  const toOwnPods = `! -s ${network} -d ${subnet} ${comment}-j RETURN`;
  const marked = `-m mark --mark 0x4000/0x4000 ${comment}-j RETURN`;
  if (form === 'current' || form === 'appended')
    return [
      marked,
      `-s ${subnet} -d ${network} ${comment}-j RETURN`,
      `-s ${network} -d ${subnet} ${comment}-j RETURN`,
      toOwnPods,
      toWorld,
      toPods,
    ];
  const within = `-s ${network} -d ${network} ${comment}-j RETURN`;
  return [...(form === 'marked' ? [marked] : []), within, toWorld, toOwnPods, toPods];
}

/** ForwardRules: with --iptables-forward-rules. */
export function forwardRules({
  version,
  network,
}: Pick<FlannelFirewall, 'version' | 'network'>): IptablesCall[] {
  const form = formOf(version);
  const comment = form === 'plain' ? '' : '-m comment --comment "flanneld forward" ';
  const rules = [`-s ${network} ${comment}-j ACCEPT`, `-d ${network} ${comment}-j ACCEPT`];
  if (form === 'plain' || form === 'commented') return rules.map((rule) => filter.append('FORWARD', rule));
  return [
    filter.newChain(FWD),
    jump(form, filter, 'FORWARD', `${comment}-j ${FWD}`),
    ...rules.map((rule) => filter.append(FWD, rule)),
  ];
}

/** Inserted up to 0.21.2, so before kube-proxy's; appended since, so behind all that was there. */
function jump(form: Form, table: ReturnType<typeof iptables>, chain: string, rule: string): IptablesCall {
  return form === 'appended' ? table.append(chain, rule) : table.insert(chain, rule);
}
