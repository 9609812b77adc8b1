// The parts of a script that are the same for every scenario.

/** Who may run it, how, and the functions the rest is written with. */
export const PREAMBLE = `
set -euo pipefail

# Begins the name of every namespace made here: choose another one if these are yours already.
PREFIX=\${HS_PREFIX:-hs-}
if [[ ! $PREFIX =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]]; then
  echo "HS_PREFIX: letters, digits, dot, dash and underscore" >&2
  exit 2
fi

# Where there are two of iptables, neither sees the rules of the other: all are written by the older one, which knows TRACE.
legacy() { command -v "\${1/iptables/iptables-legacy}" || echo "$1"; }

exists() { [[ -e /var/run/netns/$PREFIX$1 ]]; }

# A namespace has devices, routes, neighbours, rules and connections of its own. In this one nothing speaks by itself (no
# IPv6), and the switches stand where Linux has them; else a new namespace takes over the machine's own.
namespace() {
  ip netns add "$PREFIX$1"
  sysctl_in "$1" net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 2>/dev/null || true
  sysctl_in "$1" net.ipv4.ip_forward=0 net.ipv4.conf.{all,default}.{rp_filter,accept_local,route_localnet,arp_ignore}=0
  ip -n "$PREFIX$1" link set lo up
}

# Each of these works inside one namespace; what ends in _batch or _restore reads lines.
ip_in() { ip -n "$PREFIX$1" "\${@:2}"; }
sysctl_in() { ip netns exec "$PREFIX$1" sysctl -q -w "\${@:2}"; }
ip_batch() { ip -n "$PREFIX$1" -batch -; }
bridge_batch() { bridge -n "$PREFIX$1" -batch -; }
ipset_restore() { ip netns exec "$PREFIX$1" ipset restore; }
ipvs_restore() { ip netns exec "$PREFIX$1" ipvsadm -R; }
iptables_restore() { ip netns exec "$PREFIX$1" "$(legacy iptables-restore)"; }

# A server that goes on in the background until the network is taken down; the script goes on when it listens.
listen() {
  local ready said
  exec {ready}< <(ip netns exec "$PREFIX$1" python3 -c "$LISTENER" "$2" 2>/dev/null)
  if ! read -r -t 10 -u "$ready" said; then
    echo "$1: does not listen: $2" >&2
    return 1
  fi
  exec {ready}<&-
}

# Until the kernel has noticed that its cable is in, up to a second, a bridge port drops what comes.
wait_for_ports() {
  local netns tries=200
  for netns in "$@"; do
    while bridge -n "$PREFIX$netns" link show | awk '/LOWER_UP/ && !/state forwarding/ {n++} END {exit !n}'; do
      if ((tries-- == 0)); then
        echo "$netns: a bridge port does not forward" >&2
        return 1
      fi
      sleep 0.05
    done
  done
}
`.trim();

/** What is done, in which order, and what is left behind: nothing, unless one asked for it with `up`. */
export const MAIN = `
down() {
  local netns
  for netns in "\${NAMESPACES[@]}"; do
    if exists "$netns"; then ip netns pids "$PREFIX$netns" | xargs -r kill 2>/dev/null || true; fi
    ip netns delete "$PREFIX$netns" 2>/dev/null || true
  done
}

up() {
  local netns
  for netns in "\${NAMESPACES[@]}"; do
    if exists "$netns"; then
      echo "$PREFIX$netns is there already: run '$0 down', or choose another HS_PREFIX" >&2
      exit 2
    fi
  done
  trap down EXIT
  trap 'exit 130' INT TERM
  build
}

if ((EUID != 0)); then
  echo "namespaces are made by root: sudo bash $0" >&2
  exit 2
fi

case "\${1:-all}" in
  all)
    up
    probe
    ;;
  up)
    up
    trap - EXIT
    ;;
  probe) probe ;;
  down) down ;;
  *)
    echo "usage: $0 [up | probe | down]" >&2
    exit 2
    ;;
esac
`.trim();
