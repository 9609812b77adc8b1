// net/ipv4/inetpeer.c: how many errors one peer may still get. Two limiters draw from the same tokens, which are time saved up.
import type { Net } from '../net_namespace.ts';

/** XRLIM_BURST_FACTOR: errors one peer may get at once. */
const XRLIM_BURST_FACTOR = 6;
/** net/ipv4/route.c ip_rt_error_cost and ip_rt_error_burst, microseconds. */
const ERROR_COST = 1_000_000;
const ERROR_BURST = 5_000_000;
/** inet_getpeer: a new entry was last used a minute ago. */
const LONG_AGO = 60_000_000;

/** ip_rt_redirect_load, _number and _silence: the pause doubles, nine times, until nothing came for so long. */
const REDIRECT_LOAD = 20_000;
const REDIRECT_NUMBER = 9;
const REDIRECT_SILENCE = 20_480_000;

/** What a peer has saved up, and when that was last reckoned. */
export interface InetPeer {
  tokens: number;
  last: number;
  /** Redirects it has got in a row. */
  redirects: number;
}

function inet_getpeer_v4(net: Net, address: number): InetPeer {
  const known = net.peers.get(address);
  if (known) return known;
  const peer = { tokens: 0, last: net.env.now() - LONG_AGO, redirects: 0 };
  net.peers.set(address, peer);
  return peer;
}

function draw(net: Net, peer: InetPeer, cost: number, most: number): boolean {
  const now = net.env.now();
  if (now > peer.last) peer.tokens = Math.min(most, peer.tokens + now - peer.last);
  peer.last = now;
  if (peer.tokens < cost) return false;
  peer.tokens -= cost;
  return true;
}

/** inet_peer_xrlim_allow: `interval` microseconds for each error. */
export function inet_peer_xrlim_allow(net: Net, address: number, interval: number): boolean {
  return draw(net, inet_getpeer_v4(net, address), interval, XRLIM_BURST_FACTOR * interval);
}

/** ip_error's own limit: one a second, five at once. */
export function ip_error_allow(net: Net, address: number): boolean {
  return draw(net, inet_getpeer_v4(net, address), ERROR_COST, ERROR_BURST);
}

/** ip_rt_send_redirect: may the peer be sent another redirect? */
export function inet_peer_redirect_allow(net: Net, address: number): boolean {
  const peer = inet_getpeer_v4(net, address);
  const now = net.env.now();
  if (now > peer.last + REDIRECT_SILENCE) {
    peer.tokens = 0;
    peer.redirects = 0;
  }
  if (peer.redirects >= REDIRECT_NUMBER) {
    peer.last = now;
    return false;
  }
  return peer.redirects === 0 || now > peer.last + REDIRECT_LOAD * 2 ** peer.redirects;
}

export function inet_peer_redirected(net: Net, address: number): void {
  const peer = inet_getpeer_v4(net, address);
  peer.last = net.env.now();
  peer.redirects++;
}
