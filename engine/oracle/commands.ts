// A small network and the commands that edit it, one after the other: what they print and what they leave is compared.
import type { Scenario } from '../scenario/schema.ts';

/** A router with a bridge of two pods and a line to a third one. */
export const editedNetwork: Scenario = {
  version: 1,
  title: 'a network to be edited',
  seed: 5,
  machines: {
    n: {
      links: [
        { kind: 'bridge', name: 'br0', ifindex: 10, mac: '02:00:00:00:02:00', addresses: ['10.2.0.1/24'] },
        { kind: 'veth', name: 'pa', ifindex: 11, mac: '02:00:00:00:02:0a', master: 'br0' },
        { kind: 'veth', name: 'pb', ifindex: 12, mac: '02:00:00:00:02:0b', master: 'br0' },
        { kind: 'veth', name: 'vc', ifindex: 13, mac: '02:00:00:00:01:01', addresses: ['10.1.0.1/24'] },
      ],
      netns: {
        a: {
          links: [
            {
              kind: 'veth',
              name: 'eth0',
              ifindex: 20,
              mac: '02:00:00:00:03:0a',
              peer: './pa',
              addresses: ['10.2.0.2/24'],
            },
          ],
        },
        b: {
          links: [{ kind: 'veth', name: 'eth0', ifindex: 21, mac: '02:00:00:00:03:0b', peer: './pb' }],
        },
        c: {
          links: [
            {
              kind: 'veth',
              name: 'eth0',
              ifindex: 22,
              mac: '02:00:00:00:01:02',
              peer: './vc',
              addresses: ['10.1.0.2/24'],
            },
          ],
          routes: 'default via 10.1.0.1 dev eth0\n',
        },
      },
    },
  },
  probe: { in: 'n', run: 'ip link' },
};

/** In namespace n unless another is named; `{c}` stands for the name of a namespace as `ip netns` has it. */
export const editCommands: readonly string[] = `
ip addr
ip link show pa
ip -4 -o addr
ip -br link
ip link set nope up
ip link set vc mtu x
ip link set vc mtu 10
ip link set vc mtu 1400
ip link set pa mtu 9000
ip link show br0
ip link set pb mtu 8000
ip link show br0
ip link set pa mtu 1500
ip link set pb mtu 1500
ip link show br0
ip link set vc frob
ip link frob
ip frob
ip -frob link
ip addr add 10.1.0.1/24 dev vc
ip a a 10.1.0.5/24 dev vc
ip a a 10.3.0.1/24 brd + dev vc
ip addr add 10.4.0.1 dev vc
ip addr add 10.5.0.1/24 metric 30 dev vc
ip addr add 10.6.0.1/24 noprefixroute dev vc
ip addr add 10.7.0.1/24 scope link dev vc
ip addr add 10.8.0.1/24
ip addr add 10.8.0.1/33 dev vc
ip addr add 10.8.0.1/24 dev nope
ip addr show vc
ip route show table all
ip route add 10.20.0.0/16 via 10.1.0.9
ip route add 10.20.0.0/16 via 10.1.0.8
ip route add 10.20/16 via 10.1.0.8 metric 7
ip route append 10.20.0.0/16 via 10.1.0.8
ip route replace 10.20.0.0/16 via 10.1.0.7
ip route change 10.21.0.0/16 via 10.1.0.7
ip route change 10.20.0.0/16 via 10.1.0.6
ip route add default via 10.99.0.1
ip route add default via 10.99.0.1 dev vc
ip route add 10.22.0.0/16 via 10.99.0.1 dev vc onlink
ip route add 10.22.0.0/16 via 10.99.0.1 onlink
ip route add 10.23.0.1/16 dev vc
ip route add 10.23.0.0/16
ip route add 10.23.0.0/16 dev nope
ip route add 10.23.0.0/16 dev vc src 10.77.0.1
ip route add 10.23.0.0/16 dev vc src 10.3.0.1 proto static
ip route add 10.24.0.0/16 dev vc table 100
ip route add 10.24.0.0/16 dev vc table frob
ip route add 10.24.0.0/16 dev vc frob
ip route add 10.24.0.0/16 dev vc metric frob
ip route add frob dev vc
ip route add default via frob
ip route add unreachable 10.25.0.0/16
ip route add blackhole 10.26.0.0/16
ip route add prohibit 10.27.0.0/16 metric 4
ip route add 10.28.0.0/16 nexthop via 10.1.0.9 dev vc weight 1 nexthop via 10.2.0.9 weight 3
ip route show 10.28.0.0/16
ip route add 10.28.0.0/16 nexthop via 10.1.0.9
ip route add 10.29.0.0/16 nexthop via 10.1.0.9
ip route show 10.29.0.0/16
ip route add 10.29.0.0/16 nexthop via 10.99.0.9 nexthop via 10.1.0.9
ip route add 10.29.1.0/24 nexthop via 10.1.0.9 weight 0 nexthop via 10.2.0.9
ip route add 10.29.1.0/24 nexthop via 10.1.0.9 weight 257
ip route add 10.29.1.0/24 nexthop via 10.1.0.9 foo
ip route add 10.29.1.0/24 nexthop via 10.1.0.9 dev nope nexthop via 10.2.0.9
ip route add 10.29.1.0/24 metric 5 src 10.1.0.1 proto static nexthop dev vc nexthop dev br0
ip route show 10.29.1.0/24
ip route del 10.28.0.0/16
ip route add default via 10.1.0.254
ip r
ip route show dev vc
ip route show 10.20.0.0/16
ip route show match 10.20.1.1
ip route show proto static
ip route show table 100
ip route show table 101
ip route show scope link
ip route | grep -c via
ip route | grep -v via | head -n 3
ip addr | grep -A 2 -n mtu
ip addr | grep -B1 inet
ip route | tail -n 2
ip route | wc -l
ip route get 10.20.1.1
ip route get 8.8.8.8
ip route get 10.25.1.1
ip route get 10.26.1.1
ip route get 10.27.1.1
ip route get 10.1.0.1
ip route get 10.1.0.255
ip route get 8.8.8.8 from 10.3.0.1
ip route get 8.8.8.8 from 10.99.0.1
ip route get 8.8.8.8 from 10.1.0.2 iif vc
sysctl -w net.ipv4.ip_forward=1
ip route get 10.2.0.2 from 10.1.0.2 iif vc
ip route get 8.8.8.8 from 10.2.0.2 iif br0
ip rule
ip rule add from 10.2.0.0/24 lookup 100
ip rule add fwmark 0x10/0xff table 101 prio 60
ip rule add to 10.28.0.0/16 unreachable
ip rule add iif br0 oif vc lookup 102
ip rule add iif nope lookup 7
ip rule add not from 10.2.0.7 table 103 pref 70
ip rule add fwmark 0x10/0xff table 101 prio 60
ip rule add frob
ip rule add lookup frob
ip rule add
ip ru s
ip rule show table 100
ip route add default via 10.1.0.77 table 101
ip route get 8.8.8.8 mark 16
ip route get 10.24.0.1 from 10.2.0.1
ip route get 10.28.1.1
ip rule del from 10.2.0.0/24 lookup 100
ip rule del from 10.2.0.0/24 lookup 100
ip rule del pref 60
ip rule del
ip neigh add 10.1.0.9 lladdr 02:00:00:00:00:09 dev vc
ip neigh add 10.1.0.9 lladdr 02:00:00:00:00:09 dev vc
ip neigh replace 10.1.0.8 lladdr 02:00:00:00:00:08 dev vc nud stale
ip neigh change 10.1.0.99 lladdr 02:00:00:00:00:08 dev vc
ip neigh add 10.1.0.6 lladdr 02:00:00:00:00:06 dev vc nud noarp
ip neigh add 10.1.0.8 dev vc nud frob
ip neigh add 10.1.0.8
ip neigh add 10.1.0.8 lladdr zz dev vc
ip n s dev vc
ip neigh show 10.1.0.9
ip neigh del 10.1.0.99 dev vc
arp -n
arp -s 10.1.0.10 02:00:00:00:00:0a
arp -s 10.1.0.11
arp -d 10.1.0.10
arp -d 10.1.0.10
arp -n 10.1.0.9
arp -an
ip neigh flush dev vc
ip neigh
route -n
route add -net 10.40.0.0/16 gw 10.1.0.9
route add -net 10.40.0.0/16 gw 10.1.0.9
route add -net 10.41.0.0 netmask 255.255.0.0 dev vc
route add -host 10.42.0.1 gw 10.1.0.9
route add default gw 10.1.0.253
route add -net 10.43.0.0/16 gw 10.99.0.1
route add -net 10.44.0.1/16 dev vc
route add -net 10.45.0.0/16 reject
route add -net 10.46.0.0/16 dev nope
route -n
route del -net 10.40.0.0/16
route del -net 10.40.0.0/16
route del default gw 10.1.0.253
ip route del 10.20.0.0/16 via 10.1.0.99
ip route del 10.20.0.0/16
ip route del unreachable 10.25.0.0/16
ip route del 10.99.0.0/16
ip route flush table 100
ip route flush table 105
ip route flush
ip route
bridge link
bridge fdb show br br0
bridge fdb add 02:00:00:00:00:99 dev pa master
bridge fdb add 02:00:00:00:00:99 dev pa master
bridge fdb add 02:00:00:00:00:98 dev pa master static
bridge fdb add 02:00:00:00:00:97 dev vc master
bridge fdb add zz dev pa
bridge fdb add 02:00:00:00:00:99
bridge fdb replace 02:00:00:00:00:99 dev pb master
bridge fdb del 02:00:00:00:00:98 dev pa master
bridge fdb del 02:00:00:00:00:98 dev pa master
bridge fdb show dev pb
bridge link set dev pa hairpin on
bridge link set dev pa learning off
bridge link set dev vc hairpin on
bridge link set dev nope hairpin on
bridge link set dev pa hairpin frob
bridge -d link show dev pa
bridge frob
bridge fdb frob
brctl show
brctl showmacs br0
brctl addbr br1
brctl addbr br1
brctl addif br1 nope
brctl addif br1 pa
brctl hairpin br0 pb on
brctl hairpin br0 pb frob
brctl setageing br0 100
brctl stp br0 on
brctl stp br0 off
brctl delif br0 vc
brctl delbr br0
brctl show br0
ip link set br1 address 02:00:00:00:02:99
ip link set pa nomaster
ip link set pa master br1
ip link set pa master vc
ip link set br1 master br0
ip link set br1 up
bridge link
bridge fdb show br br1
brctl show
ip link set pa down
ip link show
bridge link
ip link set pa up
ip link add w0 address 02:00:00:00:04:00 type veth peer name w1 address 02:00:00:00:04:01
ip link add w0 type veth peer name w2
ip link add w3
ip link add w3 type frob
ip link set w0 up
ip addr add 10.50.0.1/24 dev w0
ip route add 10.51.0.0/16 via 10.50.0.9
ip neigh add 10.50.0.9 lladdr 02:00:00:00:04:09 dev w0
ip route
ip link set w1 up
ip route
ip link show w0
ip link set w1 netns {c}
ip link show w0
ip -n {c} link show w1
ip -n {c} addr add 10.50.0.2/24 dev w1
ip -n {c} link set w1 name net1 up
ip -n {c} route
ip netns exec {c} ip addr show net1
ip -n nope link
ip netns exec nope ip link
ip link set w0 netns nope
ip link set w0 name w9
ip route show dev w9
ip neigh show dev w9
ip link add vx1 address 02:00:00:00:05:00 type vxlan id 1 dev w9 local 10.50.0.1 dstport 8472 nolearning
ip link add vx2 type vxlan id 1 dev w9 local 10.50.0.1 dstport 8472
ip link add vx2 type vxlan dev w9
ip link set w9 mtu 9000
ip link add vx8 address 02:00:00:00:05:08 type vxlan id 8 dev w9 dstport 8472
ip link show vx8
ip link del vx8
ip link set w9 mtu 1500
ip link add vx9 address 02:00:00:00:05:09 mtu 9000 type vxlan id 9 dev w9 local 10.50.0.1 dstport 8472
ip link show vx9
ip link del vx9
ip link add vx2 type vxlan id 2 dev nope dstport 8472
ip link set vx1 up
ip addr add 10.60.0.1/32 dev vx1
ip route add 10.61.0.0/24 via 10.61.0.0 dev vx1 onlink
ip link show vx1
ip -d link show vx1
ip link set vx1 mtu 1460
ip link set vx1 mtu 1300
ip link set vx1 mtu 1450
ip -d addr show vx1
ip -details -oneline link show vx1
ip -d link show lo
bridge fdb append 02:00:00:00:05:01 dev vx1 dst 10.50.0.2
bridge fdb add 02:00:00:00:05:01 dev vx1 dst 10.50.0.3
bridge fdb append 00:00:00:00:00:00 dev vx1 dst 10.50.0.2
bridge fdb append 00:00:00:00:00:00 dev vx1 dst 10.50.0.3
bridge fdb replace 02:00:00:00:05:01 dev vx1 dst 10.50.0.4
bridge fdb add 02:00:00:00:05:02 dev vx1
bridge fdb show dev vx1
bridge fdb del 00:00:00:00:00:00 dev vx1 dst 10.50.0.2
bridge fdb show dev vx1
ip addr del 10.1.0.1/24 dev vc
ip addr show vc
ip route show table all
ip addr del 10.1.0.1/24 dev vc
ip addr del 10.4.0.1 dev vc
ip addr flush dev vc
ip addr flush
ip route show table all
ip addr add 10.1.0.1/24 dev vc
ip link set vc down
ip route show table all
ip addr add 10.1.1.1/24 dev vc
ip route add 10.70.0.0/16 dev vc
ip link set vc up
ip route show table all
sysctl net.ipv4.ip_forward
sysctl -n net.ipv4.conf.vc.rp_filter
sysctl net.ipv4.frob
sysctl -w net.ipv4.frob=1
sysctl -w net.ipv4.ip_forward
sysctl -w net.ipv4.conf.vc.rp_filter=1 net.ipv4.conf.all.rp_filter=2
echo 0 > /proc/sys/net/ipv4/ip_forward
cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/vc/rp_filter
cat /proc/sys/net/ipv4/frob
echo frob > /proc/sys/net/ipv4/ip_forward
ip link add q.1 type veth peer name q2
sysctl net.ipv4.conf.q.1.rp_filter
sysctl net.ipv4.conf.q/1.rp_filter
sysctl -w net.ipv4.conf.q/1.rp_filter=2
sysctl net/ipv4/conf/q.1/rp_filter
sysctl net/ipv4/conf/q/1/rp_filter
sysctl -a | grep 'q/1.rp_filter'
sysctl -aN | grep 'ipv4.ip_forward$'
ip link del q.1
ip link del vx1
ip link del w9
ip link del lo
ip link del nope
ip -n {c} link
ip link set br1 down
brctl delbr br1
ip link
`
  .trim()
  .split('\n');

/** What there is afterwards, in every namespace. */
export const TABLES: readonly string[] = [
  'ip addr',
  'ip route show table all',
  'ip rule',
  'ip neigh show nud all',
  'bridge fdb',
  'bridge link',
];
