// What is written into a namespace once its devices are there: switches, routes, neighbours, FDB entries, sets and rules.
import type { ScenarioNetns } from '../../../scenario/schema.ts';
import type { Place } from './places.ts';
import { heredoc, word } from './shell_text.ts';

const linesOf = (text = '') =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

const PER_DEVICE = /^net\.ipv4\.(conf|neigh)\.(.+)\.([A-Za-z0-9_-]+)$/;
const SWITCH = /^net\.(ipv4|bridge|netfilter)(\.[A-Za-z0-9_-]+)+$/;
const DEVICE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/;

/** Switches of a namespace's network; all others (kernel.core_pattern, say) would be the whole machine's. */
export function isNetworkSwitch(key: string): boolean {
  const [, , dev = ''] = PER_DEVICE.exec(key) ?? [];
  return dev === '' ? SWITCH.test(key) : DEVICE.test(dev);
}

/** With slashes, a dot is part of a device's name: net.ipv4.conf.flannel.1.rp_filter. */
function switchPath(key: string): string {
  const [, kind, dev, name] = PER_DEVICE.exec(key) ?? [];
  return dev === undefined ? key.replaceAll('.', '/') : `net/ipv4/${kind}/${dev}/${name}`;
}

/** Only the machine's own namespace has net.ipv4.neigh.default; elsewhere each device is told. */
function settingsOf({ sysctl, links = [] }: ScenarioNetns): { dev: string; path: string; value: string }[] {
  return Object.entries(sysctl ?? {}).flatMap(([key, value]) => {
    const dev = PER_DEVICE.exec(key)?.[2] ?? '';
    if (!key.startsWith('net.ipv4.neigh.default.')) return [{ dev, path: switchPath(key), value }];
    const name = key.split('.').at(-1)!;
    return links.map((link) => ({ dev: link.name, path: `net/ipv4/neigh/${link.name}/${name}`, value }));
  });
}

/** A device that is made later takes over what `default` says then; what names a device waits for it. */
export function switchLines({ netns, content }: Place, which: 'general' | 'of devices'): string[] {
  const names = new Set((content.links ?? []).map(({ name }) => name));
  const settings = settingsOf(content)
    .filter(({ dev }) => names.has(dev) === (which === 'of devices'))
    .map(({ path, value }) => word(`${path}=${value}`));
  return settings.length === 0 ? [] : [`sysctl_in ${word(netns)} ${settings.join(' ')}`];
}

/** A route with several next hops is printed on several lines. */
const onOneLine = (routes = '') => routes.replaceAll(/\s*\n\s+nexthop /g, ' nexthop ');

/** Link routes first: a gateway has to be reachable when it is named. Flags that report a state are no configuration. */
function routeCommands({ routes }: ScenarioNetns): string[] {
  const lines = linesOf(onOneLine(routes)).map((line) =>
    line.replace(/ (linkdown|dead|offload|pervasive)\b/g, ''),
  );
  const viaGateway = (line: string) => / via /.test(line);
  return [...lines.filter((line) => !viaGateway(line)), ...lines.filter(viaGateway)].map(
    (line) => `route replace ${line}`,
  );
}

/** `0:\tfrom all lookup local` as `ip rule` prints it; what every namespace has is there already. */
function ruleCommands({ rules }: ScenarioNetns): string[] {
  return linesOf(rules)
    .filter((line) => !/^(0|32766|32767):/.test(line))
    .map((line) => `rule add priority ${line.replace(':', '')}`);
}

/** `10.0.0.1 dev eth0 lladdr aa:… PERMANENT` as `ip neigh` prints it. */
function neighbourCommands({ neigh }: ScenarioNetns): string[] {
  return linesOf(neigh).map((line) => {
    const words = line.split(/\s+/);
    return `neigh replace ${words.slice(0, -1).join(' ')} nud ${words.at(-1)!.toLowerCase()}`;
  });
}

function fed(command: string, netns: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : heredoc(`${command} ${word(netns)}`, lines.join('\n'));
}

export function tableLines({ netns, content }: Place): string[] {
  return [
    ...fed('ip_batch', netns, [
      ...routeCommands(content),
      ...ruleCommands(content),
      ...neighbourCommands(content),
    ]),
    ...fed(
      'bridge_batch',
      netns,
      linesOf(content.fdb).map((line) => `fdb append ${line}`),
    ),
    ...fed('ipset_restore', netns, linesOf(content.ipset)),
    ...fed('ipvs_restore', netns, linesOf(content.ipvs)),
    ...(content.iptables === undefined ? [] : heredoc(`iptables_restore ${word(netns)}`, content.iptables)),
  ];
}
