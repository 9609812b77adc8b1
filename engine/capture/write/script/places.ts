// Where things of a scenario are when its machines become network namespaces of one machine.
import type { Scenario, ScenarioLink, ScenarioNetns } from '../../../scenario/schema.ts';

export interface Place {
  /** `MACHINE` or `MACHINE/NETNS`, as the scenario and the outline name it. */
  readonly name: string;
  /** What stands behind the prefix in the name that `ip netns` knows. */
  readonly netns: string;
  readonly machine: string;
  readonly content: ScenarioNetns;
}

/** Every namespace of a scenario, machines before what is inside them. No name of the format has a `+` or `=` in it. */
export function placesOf(scenario: Scenario): Place[] {
  return Object.entries(scenario.machines).flatMap(([machine, content]) => [
    { name: machine, netns: machine, machine, content },
    ...Object.entries(content.netns ?? {}).map(([name, inner]) => ({
      name: `${machine}/${name}`,
      netns: `${machine}+${name}`,
      machine,
      content: inner,
    })),
  ]);
}

/** The namespace in which a segment's switch is. */
export const segmentNetns = (segment: string): string => `=${segment}`;

/** Other ends of what is plugged in nowhere. */
export const NOWHERE = '=';

/** The namespace a command names: in full, or by the last part alone. */
export function placeNamed(places: readonly Place[], name: string): Place | undefined {
  return (
    places.find((place) => place.name === name) ?? places.find((place) => place.name.endsWith(`/${name}`))
  );
}

interface End {
  readonly place: Place;
  readonly link: ScenarioLink;
}

function linkAt(place: Place | undefined, name: string): End | undefined {
  const link = place?.content.links?.find((each) => each.name === name);
  return place && link && { place, link };
}

/** `NETNS/DEVICE`, `./DEVICE` for the machine's own namespace, or `DEVICE` beside. */
export function peerOf(places: readonly Place[], own: Place, peer: string): End | undefined {
  const slash = peer.indexOf('/');
  const netns = slash < 0 ? null : peer.slice(0, slash);
  const wanted = netns === null ? own.name : netns === '.' ? own.machine : `${own.machine}/${netns}`;
  return linkAt(
    places.find(({ name }) => name === wanted),
    peer.slice(slash + 1),
  );
}

/** `MACHINE/NIC`, as a segment lists its ports. */
export function nicAt(places: readonly Place[], port: string): End | undefined {
  const slash = port.lastIndexOf('/');
  return linkAt(
    places.find(({ name }) => name === port.slice(0, slash)),
    port.slice(slash + 1),
  );
}
