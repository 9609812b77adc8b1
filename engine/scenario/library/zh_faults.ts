// 简体中文: the library's faults. Title and summary tell what is seen, cause and commands are for who asks.
import type { ScenarioText } from './index.ts';

interface FaultText {
  readonly title: string;
  readonly summary: string;
  readonly description: string;
  readonly symptom: string;
  readonly cause: string;
}

const FAULTS = {
  'fault-ip-forward': {
    title: '故障：路由器后面一片寂静',
    summary: '路由器的两个地址都有回答，它后面却没有任何回答。',
    description:
      '“内核转发”里的两个网段：ns1 ping ns2，中间的路由器是 k8s-1。请看报文最后出现在哪里，k8s-1 在那里又要回答什么问题：这是给我的吗？如果不是，我可以把它传下去吗？其他探测：路由器这一侧的地址、另一侧的地址，以及从路由器到 ns2。',
    symptom:
      'ns1 得不到 ns2 的回答，也没有报错。它的网关 10.1.1.1 有回答，网关的另一个地址 10.1.2.1 也有回答。',
    cause:
      '在 k8s-1 上，查路由的时候：net.ipv4.ip_forward 是 0（Linux 的默认值），所以从 v1_r 进来、不是给自己的报文被丢弃，不通知任何人。网关的两个地址都是它自己的，不需要转发。',
  },
  'fault-veth-down': {
    title: '故障：谁也找不到的邻居',
    summary: 'Destination Host Unreachable，可是地址和路由全都正确。',
    description:
      'ns1 和 ns2 接在网桥 br0 上。ns1 ping ns2，等了三秒。请看 ARP 请求，看 br0 有没有端口可以把它发出去，再看 ip link 怎样描述每个端口。另一个探测是反方向，它终结在别处。',
    symptom:
      '两个方向都在三秒后得到 Destination Host Unreachable。两个命名空间的地址和路由都没有问题，br0 也没有学到 ns2 的任何地址。',
    cause:
      '在 ns1，三次 ARP 请求都没有回答：br0 通往 ns2 的端口 br-veth1 处于 down，br0 没有别的端口可发。ns2 连自己的请求都发不出去：对端 down 了，它的 veth1 就没有 carrier。',
  },
  'fault-cni0-down': {
    title: '故障：一个节点的 Pod 同时失联',
    summary: '节点有回答，它上面的 Pod 一个也没有。',
    description:
      '使用 flannel host-gw 的 k3s 集群。master 上的 Pod ping node1 上的 Pod。请看报文走了多远，是谁从那里把它发往别处：经过某个设备的路由只在设备 up 时存在，它不在了，就可能由另一条不那么精确的路由接替。其他探测：node1 本身、node1 到自己的 Pod，以及那个 Pod 到它的网关。',
    symptom: 'node1 的 Pod 都没有回答，连 node1 自己去 ping 也没有。node1 本身每次都有回答。',
    cause:
      '报文丢在网关 192.168.205.1，但原因在 node1：cni0 处于 down，路由 10.42.1.0/24 随之消失。于是发给 Pod 的报文走了默认路由，又从 enp0s1 出去，网关把它扔掉（blackhole 10.0.0.0/8）。',
  },
  'fault-missing-route': {
    title: '故障：主机有回答，容器没有',
    summary: 'ping 对方主机上的容器，报文丢了，没有人报错。',
    description:
      '两台主机上的 Docker，靠手工互通：k8s-1 的 c1 ping k8s-2 的 c2。请看 k8s-1 为 172.18.0.2 选了哪条路由，报文因此到了谁那里。其他探测：从 k8s-1 本身去 ping，它得到的信息更多；反方向；以及对方主机。',
    symptom: 'c1 得不到 c2 的回答，也没有报错：100% packet loss。主机 k8s-2 本身有回答。',
    cause:
      '在网关 172.12.1.2。k8s-1 没有到 172.18.0.0/16 的路由，默认路由匹配，报文从正确的主机发给了错误的邻居。网关既不认识 172.18.0.0/16，也不认识 172.17.0.0/16，连报错都送不回来。',
  },
  'fault-asymmetric-reply': {
    title: '故障：问了，也答了，却没听到',
    summary: '对方容器收到了每个 ping，也都回答了。',
    description:
      '两台主机上的 Docker，靠手工互通：k8s-1 的 c1 ping k8s-2 的 c2。请先跟着请求，直到它得到回答，再跟着应答：它要自己去找路由。其他探测：c2 ping c1，以及 k8s-1 ping c2。',
    symptom: 'c1 得不到 c2 的回答，可是 c2 收到了每个请求，也都回答了。k8s-1 自己 ping c2 有回答。',
    cause:
      '在 k8s-2 上，回程途中。它没有经 k8s-1 到 172.17.0.0/16 的路由，但它自己的 docker0 上也有这个网段，所以应答被发到了错误的网桥。那个网桥上没有容器，因此没有 carrier：对 172.17.0.2 的三次 ARP 请求无处可去。k8s-2 随后产生的差错报文发给了 c2，即应答的发送方，而不是 c1。',
  },
  'fault-pod-route-gone': {
    title: '故障：只理会自己节点的 Pod',
    summary: '它所在的节点得到回答，别处的 Pod 得不到。',
    description:
      '两台 Docker 主机上的 flannel host-gw 集群。k8s-1 上的 cni-vmntp ping k8s-2 上的 cni-b9kmz。请看请求到了没有，再看那边的 Pod 怎样处理应答：Pod 有自己的路由表，由 CNI 插件写入。其他探测：k8s-2 ping 自己的 Pod；这个 Pod ping 它的网关，再 ping 另一个 Pod。',
    symptom:
      'cni-b9kmz 只回答自己的节点：从另一个节点 ping 它，报文无声无息地丢了。它自己去 ping 别人，立刻失败：Network is unreachable。',
    cause:
      '在 Pod cni-b9kmz 里，回答的时候：请求到了，但这个 Pod 的路由没有了，default 和 10.244.0.0/16 都应经由 10.244.1.1。它只能到达自己的网段 10.244.1.0/24。',
  },
  'fault-duplicate-cidr': {
    title: '故障：新节点上的 Pod',
    summary: '新节点有回答，它上面的 Pod 访问不到。',
    description:
      'kubeadm 建立的集群加入了第三个节点 hostgw-node2，它是用 hostgw-node 的磁盘副本装起来的；上面已经有一个 Pod：10.244.1.7。hostgw-master 上的 Pod 去 ping 它。请看报文去了哪里，差错报文的源地址又是谁的，然后比较 hostgw-node 和 hostgw-node2 的路由。其他探测：新节点本身；从新节点到它自己的 Pod；新 Pod 到 master 的 Pod，以及到 hostgw-node 上的 Pod。',
    symptom:
      '谁也访问不到 hostgw-node2 上的 Pod：三秒后得到 Destination Host Unreachable，来自 192.168.31.202，而那是另一个节点。新节点本身有回答，它也能访问自己的 Pod。',
    cause:
      '在 hostgw-node 上：两个节点用了同一个网段 10.244.1.0/24。master 上这个网段只有一条路由，指向 hostgw-node，它在自己的 cni0 上找 10.244.1.7，三次 ARP 请求都没有回答。下面的命令给这一个 Pod 单独一条路由，它更精确，因此胜出；要彻底修复，hostgw-node2 得有自己的网段。',
  },
  'fault-l2-adjacency': {
    title: '故障：第三个节点上的 Pod',
    summary: '节点之间都能 ping 通，其中一个节点上的 Pod 却访问不到。',
    description:
      '使用 flannel host-gw 的 k3s 集群，第三个节点在另一个网段：node2 的地址是 192.168.206.5，它和其他节点之间隔着网关。master 上的 Pod ping node2 上的 Pod。请看 master 的路由：其他节点之中，哪个节点的 Pod 有路由？再看网关怎样处理发往 10.42.2.6 的报文。其他探测：node1 上的 Pod、node2 本身，以及从 master 到 node2 上的 Pod，这一次有人作出反应。',
    symptom:
      'node2 上的 Pod 和另外两个节点上的 Pod 互相访问不到。节点之间都有回答，master 和 node1 上的 Pod 之间也有。',
    cause:
      '在网关，它没有到 10.42.2.0/24 的路由。在 host-gw 模式下，节点就是自己 Pod 的下一跳，而下一跳必须是邻居：flannel 无法在 master 上写入经由 192.168.206.5 的路由（内核回答 Nexthop has invalid gateway），所以报文走了默认路由。要么所有节点在同一个二层网络里，要么它们之间的路由器知道 Pod 在哪里。下面的命令就是告诉这个网关。',
  },
  'fault-proxy-arp': {
    title: '故障：谁也访问不到的 Pod',
    summary: '无论 ping 谁都是 Host Unreachable，而它的地址和路由都正确。',
    description:
      'Calico 集群：master 上的 pod1 ping node1 上的 pod2。请看 ping 之前发生了什么：pod1 询问谁有 169.254.1.1，那是它唯一的网关，却不属于任何设备。有没有人回答，与路由和规则无关，取决于这对 veth 另一端设备的一个开关。其他探测：反方向、Pod 到自己的节点，以及节点到 Pod。',
    symptom:
      'pod1 谁也访问不到：三秒后得到 Destination Host Unreachable，连自己的节点也一样。它的地址和路由都是应有的样子。',
    cause:
      '在 pod1 里，它对 169.254.1.1 的三次 ARP 请求都没有回答。master 上 cali17fddc925b9 的 proxy_arp 是 0：内核这时只为自己的地址作答，而 169.254.1.1 不是它的地址。',
  },
  'fault-missing-neigh': {
    title: '故障：Pod 自己的节点说不可达',
    summary: '另一个节点上的 Pod 都不可达，那个节点本身却有回答。',
    description:
      '使用 flannel VXLAN 的 k3s 集群。master 上的 client ping node1 上的 Pod，等了三秒。请看是谁的地址在说不可达，它在那之前又试过什么：在 flannel.1 上通常用不着询问 MAC 地址，因为 flanneld 把它们都写好了。其他探测：node2 上的 Pod、node1 本身，以及反方向。',
    symptom:
      '三秒后得到 Destination Host Unreachable，来自 10.42.0.1：是 client 自己的节点说的。node2 上的 Pod 有回答，node1 本身也有。',
    cause:
      '在 master 上：邻居表里没有 10.42.1.0，而它是到 node1 的 Pod 的路由的下一跳。于是 master 在 flannel.1 上发 ARP 询问，广播却无处可去：FDB 里没有 ff:ff:ff:ff:ff:ff。三次请求之后它丢弃报文，并通知 Pod。',
  },
  'fault-missing-fdb': {
    title: '故障：一个 Service，两个 Pod，一个沉默',
    summary: '随机数选中 node1 的请求卡住，没有人报错。',
    description:
      '使用 flannel VXLAN 的 k3s 集群，Service nginx-test 的两个 Pod 在 node1 和 node2 上，client 在 master 上。发往其他节点的报文去哪里，由 master 的三张表合起来决定：路由给出 flannel.1 上的下一跳，邻居表给出它的 MAC 地址，FDB 给出拥有这个地址的节点。请看最后问到的是哪一张。',
    symptom:
      '对这个 Service 的请求，每两次就有一次卡住，直到客户端放弃。ping node2 上的 Pod 有回答，ping node1 上的没有，也没有人报错。',
    cause:
      '在 master 上，flannel.1 之内：FDB 里没有 62:c8:a9:ce:ca:4e，即 node1 上 flannel.1 的 MAC 地址。这个设备创建时带 nolearning，不会自己学到表项，也没有用于未知地址的表项，所以帧还没封装成 UDP 报文就被丢弃了。路由和邻居表项都没有问题。',
  },
  'fault-wrong-vni': {
    title: '故障：UDP 报文到了，帧没有到',
    summary: '节点之间隧道报文有来有往，node1 的 Pod 却还是没有回答。',
    description:
      '使用 flannel VXLAN 的 k3s 集群；有人重新创建了 node1 上的 flannel.1。master 上的 client ping node1 上的 Pod。请看到达 node1 的 UDP 报文：没有规则拦它，端口也对。然后把它的 VXLAN 头里写的，和两个节点上 ip -d link show flannel.1 打印的对照一下。其他探测：反方向、node2 上的 Pod，以及 node1 本身。',
    symptom:
      'node1 上的 Pod 听不到其他节点的 Pod，反过来也一样。节点之间互相可达，隧道的 UDP 报文两边都收到了。',
    cause:
      '在 node1 上，vxlan_rcv 里：UDP 报文到达端口 8472，写的是 VNI 1，而 node1 的 flannel.1 创建时用的是 VNI 2，也没有别的设备是 VNI 1。这样的帧被丢弃，不通知任何人。内核不允许修改设备的 VNI，所以只能重新创建设备，连同它的地址、邻居、FDB 表项和路由。',
  },
  'fault-udp-8472': {
    title: '故障：Pod 沉默，节点没有',
    summary: 'node1 每次都回答 ping，它的 Pod 却不回答来自别处的 ping。',
    description:
      '使用 flannel VXLAN 的 k3s 集群。master 上的 client ping node1 上的 Pod。请看报文最后出现在哪里，它在那里是什么样子：发往端口 8472 的 UDP 报文有普通的 IP 头，节点上无论什么在过滤，看到的都是它。其他探测：node1 本身、node2 上的 Pod，以及 Service，它的随机数选中 node1 上的 Pod。',
    symptom:
      'node1 上的 Pod 不回答其他节点上的 Pod，也没有人报错。node1 本身立刻回答，node2 上的 Pod 也有回答。',
    cause:
      '在 node1 上，filter 表的 INPUT：有人丢弃了发往端口 8472 的 UDP 报文。其他节点的 VXLAN 正是从那里进来的，里面的整个报文也就跟着没有了。ping node1 用的是 ICMP，所以能通过。flannel 要求所有节点都放开这个端口。',
  },
  'fault-rp-filter': {
    title: '故障：只通一个方向的 ping',
    summary: 'ns2 ping ns1 有回答，ns1 ping ns2 没有。',
    description:
      'ns1 和 ns2 之间由内核转发，另有第二对 veth（10.1.3.0/24），ns2 经它把应答直接发给 ns1。来回不同路是允许的。请看 ns1 的请求走了多远，ns2 又对它的源地址问了什么。其他探测：ns2 ping ns1，以及 ns1 经第二对 veth ping ns2。',
    symptom: 'ns1 ping ns2 没有回答，也没有报错。ns2 ping ns1 有回答。',
    cause:
      '在 ns2，它从 v2 收到 echo request 后丢弃：那里的 rp_filter 是 1（严格），报文必须从“回复其源地址时会用的那个设备”进来，而到 10.1.1.2 的路由走 s2。宽松模式（2）只检查有没有任何回去的路由。',
  },
  'fault-input-drop': {
    title: '故障：只问不答的邻居',
    summary: 'ARP 有回答，TCP 被拒绝，ping 却白等。',
    description:
      '由一对 veth 相连的两个命名空间：ns1 ping ns2。报文到了，途中再没有别的东西。请看 ns2 在把报文交给自己之前要问些什么，按什么顺序，其中是谁说了不。其他探测：反方向，以及一个没有人监听的 TCP 端口。',
    symptom:
      'ns1 得不到 ns2 的回答，也没有报错，可是 ns2 回答它的 ARP 请求，也能 ping 通 ns1。到 ns2 的 TCP 连接立刻被拒绝。',
    cause:
      '在 ns2，filter 表的 INPUT 链：有人忘了那里的一条规则，它丢弃 echo request，而 DROP 不通知任何人。它不管 TCP，所以内核能够拒绝连接。',
  },
  'fault-forward-drop': {
    title: '故障：只能出，不能进',
    summary: 'c2 ping c1 有回答，c1 ping c2 没有。',
    description:
      '两台 Docker 主机，两条路由都在，这一次还带着 Docker 自己的规则；k8s-1 的 c1 ping k8s-2 的 c2。请看 k8s-1 对源地址做了什么，再逐条规则看报文在 k8s-2 上走了多远。其他探测：反方向，以及 k8s-2 到自己的容器。',
    symptom: 'c1 得不到 c2 的回答，也没有报错。c2 ping c1 有回答。',
    cause:
      '在 k8s-2，filter 表 FORWARD 链的末尾：没有规则允许外来的报文进入 br_net18，而默认策略是 DROP。Docker 发现 k8s-2 的转发是关着的，就把它打开，同时设置了这个策略，以免主机变成谁都能用的路由器。对 c2 所发请求的应答可以进来。',
  },
  'fault-bridge-nf': {
    title: '故障：DNS 偏偏在自己的节点上失灵',
    summary: '和 coredns 同节点的 Pod 得不到 kube-dns 的回答，别处的 Pod 得到了。',
    description:
      'kubeadm 建立的集群：两个 coredns Pod 都在 hostgw-master 上，向 kube-dns（10.96.0.10）询问地址的 nginx Pod 也在那里。请看应答，看它的源地址，看它从 Pod 到 Pod 走的路：网桥从一个端口转发到另一个端口的帧，iptables 和 conntrack 看不看得到，取决于一个开关。其他探测：这个 Pod ping coredns，再不经 Service 直接问它；另一个节点上的 Pod 问 Service，节点自己也问。',
    symptom:
      'hostgw-master 上的 Pod 得不到 kube-dns 的回答，尽管 coredns 就在旁边。另一个节点上的 Pod 得到了回答；直接用 coredns 的地址去问，谁都有回答。',
    cause:
      '在提问的 Pod 里：应答到了，但来自 10.244.0.2 或 10.244.0.3，而不是 10.96.0.10，没有 socket 在等它。问题经过 hostgw-master 的路由，DNAT 把目的地址换成了 coredns Pod 的。应答则是给同一网桥上的邻居的，cni0 从端口直接转发到端口；net.bridge.bridge-nf-call-iptables 是 0，conntrack 看不到它，也就无法把地址换回来。',
  },
  'fault-stale-conntrack': {
    title: '故障：唯独一个客户端没有回答',
    summary: '从端口 5353 问 kube-dns 没有回答，从别的端口问就有。',
    description:
      '从 master 上的一个 Pod 看 k3s 集群：它总是从端口 5353 向 kube-dns（10.43.0.10）提问。kube-proxy 的规则曾有片刻不起作用，它恰好在那时问了一次；现在规则又生效了。请看问题在 PREROUTING 经过哪些表，conntrack 为它找到的是哪个连接，conntrack -L 又怎样描述这个连接。其他探测：另一个 Service nginx-test；从别的端口问同样的问题；再用同一个端口问一次，这次写明 Pod 的地址。',
    symptom:
      '总是从端口 5353 提问的客户端得不到 kube-dns 的回答。同一个 Pod 从别的端口问，kube-dns 立刻回答。',
    cause:
      '报文丢在网关 192.168.205.1，但原因在 master：conntrack 里有这个端口在规则失效时留下的表项，它说 10.43.0.10 保持不变。nat 表只在连接的第一个报文时被问到，而客户端每重复一次问题，这个表项就又活下去。于是问题走默认路由离开集群，去找一个不属于任何设备的地址。',
  },
  'fault-no-listener': {
    title: '故障：连接被拒绝',
    summary: '立刻被拒绝，ping 却有回答。',
    description:
      'docker0 上的两个容器：client 请求 web 的 80 端口，那里应当有一个网页服务器。请看是谁作出的回答，在哪一层。其他探测：另一个端口、一个 UDP 端口，以及 ping。',
    symptom: '立刻返回 Connection refused。ping 有回答。',
    cause:
      '在 web。SYN 到达它的命名空间，但那里的程序打开的是 8080 端口：没有 socket 监听 80 端口，内核自己用 RST 回答。可见网络、路由和规则都没有问题；若是悄悄 DROP，客户端会一直等。',
  },
  'fault-mtu-mismatch': {
    title: '故障：同一节点上，大的 ping 消失了',
    summary: '同一网桥上的两个 Pod：小的 ping 有回答，大的没有。',
    description:
      '同一网桥上的两个 Pod：k8s-2 上的 cni-svtwf 和 cc；有人动过其中一个的设备。cni-svtwf 发送 1472 字节，报文长 1500。请看最后见到它的是哪个设备，把它的 MTU 和这对 veth 另一端的 MTU 比较一下（ip link）。网桥和网线都不会报错：会报错的路由器并不在途中。其他探测：小的 ping、另一个 Pod 向 cc 发的大 ping，以及反方向。',
    symptom: 'cni-svtwf 的小 ping 有回答，大 ping 没有。其他 Pod 发大 ping 毫无问题。',
    cause:
      '在 k8s-2 上，报文从 veth 另一端出来的地方：cni-svtwf 的 eth0 的 MTU 是 1500，另一端 vethb08e57c3 却是 1472，和这个网桥的其他设备一样。Pod 以为 1500 字节可以整个通过，另一端不收这么长的帧，悄悄丢弃。',
  },
  'fault-mtu-black-hole': {
    title: '故障：节点之间，大的 ping 消失了',
    summary: '小的 ping 有回答，大的一去不回。',
    description:
      '使用 flannel VXLAN 的 k3s 集群。Pod client 在后端改成 VXLAN 之前就在了：它的 eth0 和网桥的 MTU 还是 1500。又有人给 master 做了“安全加固”。client 每个 ping 发送 1472 字节，报文长 1500。请看 master 在 flannel.1 之前怎样处理它，关于这件事的消息后来又怎样了。其他探测：小的 ping，以及从节点到节点、不经隧道的大 ping。',
    symptom: 'client 向其他节点的 Pod 发的小 ping 有回答，大 ping 没有，也没有人报错。',
    cause:
      '在 master 上，丢了两样：1500 字节的报文放不进 flannel.1（MTU 1450），又不许分片（DF），所以 master 把它丢弃，并用 ICMP fragmentation needed 通知 Pod。但 filter 表 OUTPUT 里有一条规则把这个通知丢弃了。Pod 永远不知道要少发一些，它的 TCP 连接会在第一个装满的报文段处停住。把 Pod 的 eth0 的 MTU 改成 1450 也能修复。',
  },
} as const satisfies Readonly<Record<string, FaultText>>;

type FaultId = keyof typeof FAULTS;

/** A fault on show is called as in the list. */
const textOf = ({ title, summary, description, symptom, cause }: FaultText): ScenarioText => ({
  title,
  summary,
  heading: title,
  description,
  fault: { symptom, cause },
});

export const ZH_FAULTS = Object.fromEntries(
  Object.entries(FAULTS).map(([id, text]) => [id, textOf(text)]),
) as Readonly<Record<FaultId, ScenarioText>>;
