// What changed between releases of the Docker Engine in what it writes on a host.
import { isAtLeast, since } from '../host/version.ts';

export interface Features {
  /** Where forwarded packets are judged: rules of each bridge in FORWARD; FORWARD with one set of all bridges' subnets; chains of docker's own. */
  readonly forwarding: 'per-bridge' | 'ext-bridges' | 'own-chains';
  /** The two DOCKER-ISOLATION-STAGE chains: with a RETURN at their end; without; gone. */
  readonly isolation: 'returning' | 'falling-through' | 'none';
  /** What comes for a container's own address from elsewhere: let in; refused at published ports; refused. */
  readonly directAccess: 'open' | 'drop-ports' | 'drop';
  /** Ports published on 127.0.0.1 are refused to others than lo. */
  readonly loopbackFilter: boolean;
  /** Packets of a bridge leave the nat DOCKER chain at once. */
  readonly skipDnat: boolean;
  /** A container that talks to its own published port is masqueraded, userland proxy or not. */
  readonly alwaysHairpin: boolean;
  /** DOCKER-USER ends in RETURN. */
  readonly userChainReturns: boolean;
  /** 02:42 and the address, instead of a random address. */
  readonly macFromAddress: boolean;
}

export function featuresOf(version: string): Features {
  return {
    forwarding: since<Features['forwarding']>(version, [
      'per-bridge',
      ['28.0.0', 'ext-bridges'],
      ['28.0.1', 'own-chains'],
    ]),
    isolation: since<Features['isolation']>(version, [
      'returning',
      ['28.0.0', 'falling-through'],
      ['29.0.0', 'none'],
    ]),
    directAccess: since<Features['directAccess']>(version, [
      'open',
      ['28.0.0', 'drop-ports'],
      ['28.2.0', 'drop'],
    ]),
    loopbackFilter: isAtLeast(version, '28.0.0'),
    skipDnat: !isAtLeast(version, '29.0.0'),
    alwaysHairpin: !isAtLeast(version, '28.0.0'),
    userChainReturns: !isAtLeast(version, '28.3.0'),
    macFromAddress: !isAtLeast(version, '28.0.0'),
  };
}
