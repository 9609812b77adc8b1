// The library: what there is to open. A scenario's body is loaded when it is opened.
import { ok, problem, type Result } from '../../problem.ts';
import { parseScenario, type Scenario } from '../schema.ts';

export interface LibraryEntry {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
}

export const library: readonly LibraryEntry[] = [
  {
    id: 'flannel-host-gw',
    title: 'Flannel host-gw',
    summary: 'Pod to pod on another node by plain routes: no tunnel, one next hop for each node.',
  },
  {
    id: 'flannel-vxlan',
    title: 'Flannel VXLAN',
    summary: 'Pod to pod on another node through flannel.1: the frame travels inside a UDP datagram.',
  },
];

const BODIES: Readonly<Record<string, () => Promise<{ default: unknown }>>> = {
  'flannel-host-gw': () => import('./flannel-host-gw.json'),
  'flannel-vxlan': () => import('./flannel-vxlan.json'),
};

export async function loadScenario(id: string): Promise<Result<Scenario>> {
  if (!Object.hasOwn(BODIES, id)) {
    return problem(
      'scenario',
      `there is none called "${id.slice(0, 60)}"`,
      `one of ${library.map((each) => each.id).join(', ')}`,
    );
  }
  const { default: body } = await BODIES[id]!();
  const scenario = parseScenario(body);
  return scenario.ok ? ok(scenario.value) : scenario;
}
