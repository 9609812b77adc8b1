// What would have to be different for a packet that was dropped to go on.
import { type Fragment, link, listed, type Sentence } from '../sentence.ts';
import type { Rule } from '../values.ts';

const always = (text: string): Sentence => [text];

const ruleLink = ({ num, chain, to }: Rule) => link(`rule ${num} of ${chain}`, to);

export const remedies = {
  rule: (by: Rule, accept: Fragment, remove: Fragment): Sentence => [
    'A rule in front of ',
    ruleLink(by),
    ' would have to accept it: ',
    accept,
    '; or that rule would have to go: ',
    remove,
    '.',
  ],
  comment: (text: string): Sentence => [`The rule says of itself: “${text}”.`],
  policy: ({ chain, to }: Rule, accept: Fragment, policy: Fragment): Sentence => [
    'No rule has decided before ',
    link(`the policy of ${chain}`, to),
    '. One would have to accept it: ',
    accept,
    '; or the policy would have to be ACCEPT: ',
    policy,
    '.',
  ],
  redirect: always(
    'Nothing: an ICMP redirect of a connection that is translated helps nobody, so it is never let through.',
  ),
  clash: always('The other packet would have to be later, or this one to come from another port.'),
  server: (command: Fragment): Sentence => [
    'The service would have to have a server (an endpoint that is ready): ',
    command,
    '.',
  ],
  serverGone: (command: Fragment): Sentence => [
    'The client would have to begin a new connection. With ',
    command,
    ' IPVS forgets those whose server is gone.',
  ],
  reuse: (command: Fragment): Sentence => [
    'The client would have to use another port, or IPVS to keep its old connection: ',
    command,
    '.',
  ],
  route: (address: string, command: Fragment): Sentence => [
    `A route would have to lead to ${address}: `,
    command,
    '.',
  ],
  someRoute: (address: string): Sentence => [
    `A route would have to lead to ${address}, by a neighbour who knows the way.`,
  ],
  noRoute: (address: string): Sentence => [
    `A route would have to lead to ${address}. No host on show has that address.`,
  ],
  withoutRoute: (row: Fragment, command: Fragment): Sentence => [
    'The row ',
    row,
    ' would have to go, or one with a longer prefix to lead there: ',
    command,
    '.',
  ],
  forwarding: (command: Fragment): Sentence => ['This host would have to be a router: ', command, '.'],
  rpFilter: (source: string, device: string, route: Fragment, loose: Fragment): Sentence => [
    `The route back to ${source} would have to lead through ${device}: `,
    route,
    '; or rp_filter would have to be loose: ',
    loose,
    '.',
  ],
  ownSource: (address: string, command: Fragment): Sentence => [
    `The sender would have to use another source than ${address}, which is an address of this host; or this host to accept it: `,
    command,
    '.',
  ],
  anotherSource: (address: string): Sentence => [
    `The sender would have to use the address of a host; ${address} is none.`,
  ],
  localnet: (device: string, command: Fragment): Sentence => [
    `Its addresses would have to be others than 127.0.0.0/8, or ${device} be allowed to carry those: `,
    command,
    '.',
  ],
  listener: (protocol: string, port: string, address: string, command: Fragment): Sentence => [
    `A program would have to listen on ${protocol} port ${port} of ${address}, or of all addresses (0.0.0.0): `,
    command,
    '.',
  ],
  header: always('The sender would have to write a header that RFC 791 allows.'),
  ttl: always('The sender would have to begin with a greater TTL, or the way be shorter.'),
  loop: (times: number): Sentence => [
    `The packet has been here ${times} times: it goes round in circles. One of the routes on its way would have to lead elsewhere.`,
  ],
  nobodyHas: (address: string, device: Fragment): Sentence => [
    `A host on the link of `,
    device,
    ` would have to have the address ${address}. None in this network has it, so the route that names it is wrong, or the host is missing.`,
  ],
  doesNotHear: (address: string, owner: Fragment, where: string, device: Fragment): Sentence => [
    `${address} is the address of `,
    owner,
    ` (${where}). It would have to hear what `,
    device,
    ' asks, and its answer would have to come back: every link and bridge between the two has to be up.',
  ],
  linksDown: (commands: readonly Fragment[]): Sentence => [
    'Down are: ',
    ...listed(
      commands.map((command) => [command]),
      ', ',
    ),
    '.',
  ],
  permanentNeighbour: (command: Fragment): Sentence => ['An entry made by hand asks nobody: ', command, '.'],
  isDown: (device: Fragment, where: string, command: Fragment): Sentence => [
    device,
    ` (${where}) would have to be up: `,
    command,
    '.',
  ],
  queue: always('The neighbour would have to answer sooner; at most 101 packets wait for it (unres_qlen).'),
  cable: (device: Fragment): Sentence => [device, ' would have to be plugged into a segment.'],
  carrier: (device: string, commands: readonly Fragment[]): Sentence => [
    `Something behind ${device} would have to be up, such as: `,
    ...listed(
      commands.map((command) => [command]),
      ', ',
    ),
    '.',
  ],
  noPorts: (device: string): Sentence => [
    `${device} would have to have another port that is up; what is behind none of its ports, it reaches nowhere.`,
  ],
  mtu: (length: number, mtu: string, commands: readonly Fragment[]): Sentence => [
    `The packet has ${length} octets, and ${mtu} fit. The sender would have to send smaller ones, or allow them to be cut (no DF); or the MTU would have to be larger: `,
    ...listed(
      commands.map((command) => [command]),
      ', ',
    ),
    '.',
  ],
  vni: (vni: string, here: readonly string[]): Sentence => [
    here.length === 0
      ? `This host would have to have a VXLAN device with VNI ${vni}. It has none at all.`
      : `Both ends would have to have the same VNI: the sender uses ${vni}, here there is ${here.join(', ')}.`,
  ],
  fdbEntry: (where: string, command: Fragment): Sentence => [
    `That MAC address is ${where}’s. The FDB would have to say so: `,
    command,
    '.',
  ],
  nobodysMac: (mac: string): Sentence => [
    `No tunnel of this network has the MAC address ${mac}. The neighbour entry that names it would have to name another.`,
  ],
  otherHost: (to: string, own: string): Sentence => [
    `The frame is for ${to}; to be taken in here it would have to be for ${own}. The sender’s neighbour entry decides that.`,
  ],
  protocol: (protocol: string): Sentence => [
    `Something here would have to handle protocol ${protocol}: a socket, or a tunnel.`,
  ],
  etherType: (type: string): Sentence => [`Something here would have to handle frames of type ${type}.`],
  fragments: always(
    'All pieces would have to come within the 30 seconds of net.ipv4.ipfrag_time: one was lost on the way.',
  ),
  sequence: always(
    'Its sequence number would have to be in the window of the connection; it is late, or of an older connection.',
  ),
  flags: always(
    'A connection that begins needs a SYN first; this segment belongs to none that is known here.',
  ),
  ownMac: (mac: string): Sentence => [
    `Another device would have to send it: ${mac} is this device’s own. Two hosts have the same MAC address, or the frame has come round.`,
  ],
  recursion: (device: string): Sentence => [
    `The route to the outer address would have to lead through another device than ${device}.`,
  ],
  ecn: always('The packet inside would have to be able to carry a mark of congestion (ECT).'),
  tunnel: ([local, remote]: readonly [string, string]): Sentence => [
    `A tunnel here would have to have local ${local} and remote ${remote}, or any.`,
  ],
  vxlanHeader: always('The datagram would have to have a VXLAN header whose I flag is set.'),
  pinned: (mac: string): Sentence => [
    `The entry of ${mac} was made by hand and names another host; it would have to go, or name this one.`,
  ],
  loopbackServer: always(
    'The server would have to have another address than loopback’s for clients from outside.',
  ),
  loopbackSource: always(
    'The client would have to use another source than loopback’s: the server is on another host.',
  ),
  soBroadcast: always('The socket would have to have SO_BROADCAST set (ping -b does so).'),
  broadcast: always(
    'It would have to be addressed to this host alone: what is sent to everybody is not answered.',
  ),
  noTime: always('The request would have to hold the time at which it was sent.'),
  nothing: always('Nothing has to be different: what is of no use here ends here.'),
};
