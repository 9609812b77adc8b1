// 简体中文: what the library's scenarios say of themselves. Names of machines are names, and stay.
import type { LibraryId, ScenarioText } from './index.ts';
import { ZH_FAULTS } from './zh_faults.ts';

export const zh: Readonly<Record<LibraryId, ScenarioText>> = {
  ceiling: {
    title: '5000 个节点的集群',
    summary: 'Kubernetes 的上限：5000 个节点、150000 个 Pod、10000 个 Service。',
    heading: '5000 个节点的集群',
    description:
      'Kubernetes 允许的最大规模：5000 个节点，每个节点 30 个 Pod，10000 个 Service，每个 Service 两个端点；flannel VXLAN，kube-proxy 使用 iptables。数据包到达一个节点时，这个节点才会生成；所有节点的规则和通往其他节点的路径都相同。请留意：无论节点有多少，一个数据包只需要经过很少的几个；对每个其他节点都有一条路由、一条邻居表项和一条 FDB 表项；以及在轮到某个 Service 之前，KUBE-SERVICES 里试过了多少条规则。可以显示全部节点，并向任意一个 Pod 发送数据包。',
  },
  'veth-pair': {
    title: '一对 veth',
    summary: '两个命名空间像用一根网线直连：没有网桥，没有路由器，ttl 为 64。',
    heading: 'veth pair：ns1 ping ns2',
    description:
      'k8s-1 上的两个网络命名空间，由一对 veth 相连：veth0 在 ns1，veth1 在 ns2。从一端进去的，就从另一端出来，和网线一样。没有网桥，没有网关，没有路由器，宿主机也不参与。请留意：先是 ARP 两次穿过这对 veth，然后是 echo request 和它的应答各一次；ping 打印的 ttl 是 64，因为没有路由器把它减一。10.1.1.4 不属于任何人，所以 ARP 询问三次后放弃；10.1.2.2 不在 10.1.1.0/24 之内，而 ns1 没有别的路由。',
  },
  bridge: {
    title: 'Linux 网桥',
    summary: '两个命名空间接在 br0 上；网桥从每个帧学习发送方在哪个端口后面。',
    heading: 'Linux 网桥：ns1 经 br0 ping ns2',
    description:
      'k8s-2 上有两个命名空间，各有一对 veth，另一端是网桥 br0 的端口。网桥只看 MAC 地址。请留意：它怎样从每个帧学到发送方在哪个端口后面（记在 MAC 表，即 FDB 里），怎样把第一个 ARP 请求泛洪到其他所有端口，以及此后怎样只把帧发给一个端口。br0 没有 IP 地址，自己并不参与三层通信：ttl 仍是 64，宿主机也 ping 不通 10.1.1.2。brctl showmacs br0 可以看到它学到了什么。',
  },
  'ip-forward': {
    title: '内核转发',
    summary: '两个网段，中间一台路由器：ARP 问的是网关，ttl 减一。',
    heading: '内核转发：ns1 ping 另一个网段的 ns2',
    description:
      'ns1（10.1.1.0/24）和 ns2（10.1.2.0/24）各用一对 veth 接到 k8s-1，由 k8s-1 在两者之间转发，因为 net.ipv4.ip_forward 是 1。请留意 ARP 问的是谁：ns1 问的是网关 10.1.1.1，从来不问 10.1.2.2；echo request 的目的 MAC 是网关的，目的 IP 是 ns2 的。路由器把 ttl 减一（ping 打印 63），并写上新的 MAC 地址。如果两个请求相隔六秒，路由器还会确认 ns1 是否还在：在第一次使用学到的表项五秒之后，发一个单播 ARP 请求。10.1.3.1 演示 ns1 没有路由的地址会怎样。',
  },
  'docker-modes': {
    title: 'Docker 的网络模式',
    summary: '同一台主机上的 bridge、自定义 bridge 网络、host、container 和 none。',
    heading: '同一台主机上的 Docker 网络模式',
    description:
      '一台 Docker 主机，每种模式各有一个容器。bridge（默认）：client 和 web 接在 docker0 上，它像交换机一样把两者连起来；web 还发布为主机的 8000 端口。自定义 bridge 网络：app 和 db 在 br_net18 上，DOCKER-ISOLATION 里的规则把两个网桥隔开。host：host 模式的容器里，一个程序直接监听主机的 8080 端口，不经过任何地址转换。container：sidecar 加入了 web 的命名空间，所以 web 经 lo 用 127.0.0.1:9000 就能访问它。none：batch 的命名空间里只有 lo。请逐个查看这些探测，报文要走多远：到网桥就回来、无人应答、经过 NAT，或者连 lo 都不离开。',
  },
  'docker-routes': {
    title: '跨主机的 Docker',
    summary: '两台主机的容器靠两条静态路由互通：手工完成 flannel host-gw 所做的事。',
    heading: '两台主机上的 Docker，用静态路由互通',
    description:
      'k8s-1（172.17.0.0/16，docker0）上的容器 c1 ping k8s-2（172.18.0.0/16，br_net18）上的 c2。两台主机各用一条 route add 指明对方的容器在哪里；没有隧道，这正是后来 flannel host-gw 自动完成的事。请留意途中的两台路由器 k8s-1 和 k8s-2，它们各把 ttl 减一（ping 打印 62）；再看应答：k8s-2 有两条到 172.17.0.0/16 的路由，选中的是手工添加的、较新的那条，而不是指向自己 docker0 的那条。因此它也访问不到自己 docker0 上的容器了：在 k8s-2 上 ping 172.17.0.2，回答的是 c1。这里关闭了 Docker 自己的规则（iptables: false），否则 k8s-1 会把 c1 伪装成 172.12.1.11。想看没有路由会怎样，在 k8s-1 上输入：route del -net 172.18.0.0/16',
  },
  'same-node': {
    title: '同节点的两个 Pod',
    summary: '经 cni0 从 Pod 到 Pod：靠 MAC 地址和端口，不需要网关。',
    heading: '同节点的两个 Pod：cni-svtwf 经 cni0 ping cc',
    description:
      '同一节点的 Pod 由网桥 cni0 连接，就像 docker0 连接容器：每个 Pod 的 eth0 是一对 veth 的一端，另一端是 cni0 的端口。cni-svtwf（10.244.1.7）ping cc（10.244.1.10），两者都在 k8s-2 上。请留意 MAC 地址：都是 Pod 自己的，不是网关的，因为两者都在 10.244.1.0/24 之内，cni0 只查自己的表，看 ee:6f:75:01:ed:bb 在哪个端口后面（端口 4）。这两个 Pod 先前已经通信过，所以没有 ARP，表也是满的：brctl showmacs cni0。MTU 1472 是集群以前用过 flannel udp 后端留下的。ping cni-59h6g 则会离开节点：先到网关，再到 k8s-1。',
  },
  'flannel-host-gw': {
    title: 'Flannel host-gw',
    summary: '靠普通路由访问另一节点的 Pod：没有隧道，每个节点一个下一跳。',
    heading: 'Flannel host-gw：Pod A ping Pod B',
    description:
      '同一网段的两个节点。每个节点都把其他节点的 Pod 网段路由到对方的节点地址，没有任何封装。Node A 上的 Pod A ping Node B 上的 Pod B，两个节点都对 ICMP 打开了 iptables TRACE。六个节点里只模拟了这两个；到其他节点的路由保留着，网关 192.168.0.13 处无人应答。所以对 ClusterIP 172.21.9.114 的探测找不到可问的对象，因为它的 Service 只提供 TCP。Node A 的 eth0 的 MAC 地址是 ee:ff:ff:ff:ff:ff，因为在记录下来的云环境里 Node B 看到的就是它：云上的虚拟交换机给每个帧都写上这个地址。kube-proxy 规则里的 Service 和 nat POSTROUTING 的第 3 条规则是编造的；它们的数量和顺序由记录下来的 TRACE 推出。',
  },
  'flannel-vxlan': {
    title: 'Flannel VXLAN',
    summary: '经 flannel.1 访问另一节点的 Pod：整个帧装在 UDP 报文里。',
    heading: 'Flannel VXLAN：master 上的 Pod ping node1 上的 Pod',
    description:
      '三个节点。发往其他节点 Pod 的报文被路由到 flannel.1，它把整个以太网帧封装进 UDP（端口 8472，VNI 1），发给 FDB 指出的节点。flannel 为其他每个节点写一条路由、一条永久邻居表项和一条永久 FDB 表项。在 master 上，针对 node2 的两条对不上：邻居表项是 ca:cb:1f:99:10:97，FDB 只认识 ee:87:b2:4a:fd:62（node2 上 flannel.1 的真实地址）。所以 master 的 Pod 访问不到 node2 的 Pod：试试 ping 10.42.2.6，看帧在哪里终结。',
  },
  'host-gw-k8s': {
    title: 'Flannel host-gw，旁边是 Docker',
    summary: '人为容器手工输入的路由，flannel 为 Pod 自动写好。',
    heading: 'Flannel host-gw，旁边还有 Docker 的网络',
    description:
      'docker-routes 里的两台 Docker 主机成了集群的节点，flannel 的后端是 host-gw：当初为容器手工输入的，现在由 flannel 为 Pod 写好。请看 k8s-1 的路由：10.244.1.0/24 via 172.12.1.12 是 flannel 写的，172.18.0.0/16 via 172.12.1.12 是人输入的，两者看不出任何区别。Pod cni-vmntp ping cni-b9kmz：依次经过 cni0、k8s-1、k8s-2、cni0，ttl 为 62，和容器之间的 ping 一样。其他探测：traceroute，两个节点都会出现；从 k8s-2 上的 Pod 到 k8s-1 上的 Pod；容器 c1 和 c2，它们在 cni0 旁边各自的网桥上；还有从 Pod 到容器，k8s-1 会用自己的地址把 Pod 藏起来，因为 172.18.0.0/16 不是 Pod 的网段。',
  },
  'host-gw-42': {
    title: 'k3s 上的 Flannel host-gw',
    summary: '靠普通路由从 Pod 到 Pod：MAC 是节点的，IP 是 Pod 的，ttl 为 62。',
    heading: 'k3s 上的 Flannel host-gw',
    description:
      '文档里的 k3s 集群，flannel 后端为 host-gw：到某节点 Pod 的路由直接指向该节点，报文外面不加任何封装。请留意离开 master 的帧：MAC 地址是 node1 的，IP 地址仍是 Pod 的，所以两个节点必须在同一个二层网段。每个节点都转发一次，ttl 减一：到达时是 62。其他探测：traceroute 能看到两个节点，第二个显示的是它自己的地址，而不是隧道的地址；从 master 访问 Service nginx-test，它的 endpoints 就是这两个 Pod；按文档的做法，从 node1 上的 Pod 访问它自己；以及从 master 访问，少经过一台路由器。',
  },
  'host-gw-kubeadm': {
    title: 'kubeadm 部署的 Flannel host-gw',
    summary: '节点 ping 本节点和另一节点的 Pod，ttl 为 64 和 63，并访问 my-service。',
    heading: 'kubeadm 集群上的 Flannel host-gw',
    description:
      '用 kubeadm 部署的两个节点，Kubernetes 1.16。hostgw-master ping 另一节点的 Pod：它到 10.244.1.0/24 的路由以 hostgw-node 为下一跳，因为 flannel 把每个节点当作通往其 Pod 的网关。请留意 ping 打印的 ttl：另一节点的 Pod 是 63，途中的 hostgw-node 是一台路由器；10.244.0.4 在本节点的 cni0 上，是 64。再看 nat POSTROUTING 里 flannel 的规则：对 10.244.1.3 的 ping 匹配最后一条，它对不是来自 Pod、却发往 Pod 的报文做 MASQUERADE；由于报文的源地址本来就是 ens33 的地址，所以没有变化。Service my-service（10.103.92.81）后面是三个 nginx Pod：在节点上 curl 从 nat OUTPUT 开始，KUBE-SVC 以各 1/3 的概率选一个 Pod；事后 conntrack -L 能看出是哪个 Pod 回答的。想看不同节点的 Pod 互相失联、而节点上的 ping 依然正常，在 hostgw-node 上输入：ip route del 10.244.0.0/24',
  },
  'flannel-egress': {
    title: 'Flannel：访问集群外',
    summary: 'Pod 的报文以节点的地址离开集群；由 flannel 的四条规则决定哪些需要伪装。',
    heading: 'Flannel：从 Pod 访问外网',
    description:
      'hostgw-node 上的 Pod ping 8.8.8.8。集群外没有人有到 10.244.0.0/16 的路由，所以 flannel 做 MASQUERADE：nat POSTROUTING 里四条规则的第二条，匹配来自 Pod、又不发往 Pod（也不发往组播地址）的报文，报文以 hostgw-node 的地址 192.168.31.202 离开。请留意 hostgw-node 上的两次地址改写：出去时 10.244.1.2 变成 192.168.31.202，应答回来时再变回去，后者由 conntrack 完成，不需要任何规则。第一条规则让 Pod 之间的报文原样通过：在同一个 Pod 里 ping 10.244.0.2。client 经 hostgw-master 有到所有 Pod 的路由，用来演示另外两条：发往 hostgw-master 自己的 Pod 时源地址不变（第三条），要继续发往 hostgw-node 时做 MASQUERADE（第四条），这样应答才会经同一个节点回来。',
  },
  'clusterip-iptables': {
    title: 'iptables 模式的 ClusterIP',
    summary: '不在任何设备上的 Service 地址：kube-proxy 的链、按概率选择、DNAT 到两个 Pod 之一。',
    heading: 'iptables 模式的 ClusterIP',
    description:
      '文档里的 k3s 集群：master 上的 Pod 访问 Service nginx-test 的 10.43.6.58，这个地址不在任何设备上。报文按 Pod 的默认路由到 cni0，在 master 的 nat PREROUTING 里依次走过 KUBE-SERVICES、KUBE-SVC-7CWUT4JBGBRVUN2L，以及两条 KUBE-SEP 链之一：第一条以 0.5 的概率选中，否则走第二条。请留意最后的 DNAT 到 10.42.1.6:80，以及之后发生的事：路由表看到的已经是 node1 的 Pod，于是转发到 flannel.1。应答的地址由 conntrack 改回来。其他探测：从 master 本身发起，它的报文会被 MASQUERADE；从 Pod 10.42.1.6 发起，结果选中它自己，KUBE-MARK-MASQ 必须让它以节点的地址出现（hairpin）；ping，没有规则为它转换地址，也没有人回答；以及各张表。换一个 seed，就会选中 10.42.2.6。',
  },
  'clusterip-ipvs': {
    title: 'IPVS 模式的 ClusterIP',
    summary: '同一个 Service，地址在 kube-ipvs0 上：报文进入节点本机，由 IPVS 轮流分发。',
    heading: 'IPVS 模式的 ClusterIP',
    description:
      '与“iptables 模式的 ClusterIP”相同的集群，kube-proxy 改用 ipvs 模式，并去掉了 Traefik，因为它的 LoadBalancer 用的是各节点自己的地址：kube-ipvs0 会把其他节点的地址也占为己有。所有 ClusterIP 都是设备 kube-ipvs0 上的地址，所以发往 10.43.6.58 的报文就是发给 master 本机的，进入 INPUT。请留意那里的 IPVS：它轮流（rr）而不是随机地选下一个 real server，然后不经 FORWARD，直接从 POSTROUTING 发出。iptables 规则只查 ipset：KUBE-CLUSTER-IP 里有全部 Service，数量多少都不改变规则。其他探测：从 master 本身发起，它的报文会被 MASQUERADE；从 Pod 10.42.2.6 发起，结果发给它自己，KUBE-LOOP-BACK 这个 ipset 认得这种情况；ping，由 master 回答，因为地址就是它自己的；以及各张表。',
  },
  'nodeport-iptables': {
    title: 'iptables 模式的 NodePort',
    summary: '任一节点的 32506 端口，先打标记，再 MASQUERADE：Pod 看不到访问者。',
    heading: 'iptables 模式的 NodePort',
    description:
      '同一个 Service，类型为 NodePort：集群外的访问者请求 master 的 32506 端口。没有进程监听这个端口；在 nat PREROUTING 里，KUBE-SERVICES 的最后一条规则把发给节点本机的一切引到 KUBE-NODEPORTS，再按端口引到 KUBE-EXT-7CWUT4JBGBRVUN2L。请留意 KUBE-MARK-MASQ 在那里打上的标记 0x4000：DNAT 到 Pod 并完成路由之后，KUBE-POSTROUTING 看到这个标记就做 MASQUERADE，所以 Pod 看到的是 10.42.0.0，即 master 这一端的隧道地址，而不是访问者，它的应答也按原路返回。其他探测：每个节点都开放这个端口，node2 也一样，它自己有 Pod，仍然做 MASQUERADE；一个没有 Service 使用的端口，连接被拒绝；以及各张表。换一个 seed，就会选中 10.42.1.6。',
  },
  'nodeport-ipvs': {
    title: 'IPVS 模式的 NodePort',
    summary: '同一个端口，靠一个 ipset 和一个 virtual server，不再是每个 Pod 一条链。',
    heading: 'IPVS 模式的 NodePort',
    description:
      '与“iptables 模式的 NodePort”相同的集群，kube-proxy 改用 ipvs 模式，并去掉了 Traefik，因为它的 LoadBalancer 用的是各节点自己的地址：kube-ipvs0 会把其他节点的地址也占为己有。节点的每个地址在 32506 端口上都有一个 virtual server。请留意两处：在 nat PREROUTING 里，存有这个端口的 ipset KUBE-NODE-PORT-TCP 引出标记 0x4000；在 INPUT 里，IPVS 选出 Pod，把报文从 POSTROUTING 发出，标记在那里触发 MASQUERADE。FORWARD 只看到应答。其他探测：其他节点也开放这个端口；一个没有 Service 使用的端口，连接被拒绝；以及各张表。',
  },
  'nodeport-policy': {
    title: 'NodePort：Cluster 策略与 Local 策略',
    summary: '两个端口通向同样的 Pod：一个可以到任意 Pod 并隐藏访客地址，一个只到本节点的 Pod。',
    heading: 'NodePort：Cluster 策略对比 Local 策略',
    description:
      '两个 NodePort 类型的 Service 指向同样的两个 Pod，一个在 node1，一个在 node2；它们只有 externalTrafficPolicy 不同。端口 30080 是 Cluster：KUBE-EXT 给报文打上 0x4000 标记，再进入 KUBE-SVC，那里掷骰子可能选中另一个节点的 Pod，然后由 KUBE-POSTROUTING 做 MASQUERADE，好让应答原路返回；Pod 看到的是 10.42.1.0，而不是访客。端口 30081 是 Local：KUBE-EXT 引向 KUBE-SVL，那里只有本节点的 Pod，也不打标记；Pod 看到的是 192.168.205.1。代价要在没有 Pod 的 master 上付：30080 在那里照样有应答，30081 则在 filter 里被一条写明原因的规则丢弃（has no local endpoints），而且不告知任何人。从节点自己发起时策略不起作用：报文进入 KUBE-SVC，并做 MASQUERADE。请把两个端口并排对比：同一个网络，换另一个探测命令。',
  },
  'kube-dns': {
    title: 'kube-dns',
    summary: '一个有三个端口的 Service：Pod 用 UDP 查询域名，节点用 TCP 取指标。',
    heading: 'kube-dns：一个 Service，三个端口',
    description:
      'hostgw-node 向 kube-dns（10.96.0.10）查询一个域名的地址。两个 coredns Pod 都在 hostgw-master 上，但查询在发出的地方就被改写：nat OUTPUT、KUBE-SERVICES、UDP 53 端口的 KUBE-SVC 链，然后是两条 KUBE-SEP 链之一，概率各 0.5。请留意标记 0x4000，它由前面那条规则打上，因为源地址不在 10.244.0.0/16 之内：KUBE-POSTROUTING 随后对查询做 MASQUERADE。再看应答：它来自 Pod 自己的地址，conntrack 把地址改回 10.96.0.10，而这个地址不在任何设备上。kube-dns 有三个端口（dns 53/UDP、dns-tcp 53/TCP、metrics 9153/TCP），每个端口各有自己的链：不带 -n 时，iptables 把 53 端口打印成 domain。Pod 不带标记的查询过程，见场景库的 host-gw-kubeadm。',
  },
  'no-endpoints': {
    title: '没有 endpoints 的 Service',
    summary: '一个被 REJECT 规则拒绝，另一个因标记 0x8000 被丢弃。',
    heading: '没有 endpoints 的 Service',
    description:
      'nginx 的 deployment 缩容到 0，my-service（10.103.92.81）没有 endpoints 了。现象：connection refused，立刻返回。kube-proxy 没有为它写 KUBE-SVC 链，而是在 filter 表的 KUBE-SERVICES 里写了一条 REJECT 规则：请留意节点发给自己的 ICMP 消息 “port unreachable”。文档说这种报文会被打上 0x8000 标记，在 KUBE-FIREWALL 里被丢弃；实际上那是另一种情况。dns-metrics 是文档里没有的 Service，节点端口 30153，externalTrafficPolicy: Local：外部客户端只能访问所请求节点上的 Pod。两个 coredns Pod 都在 hostgw-master 上。所以客户端请求 hostgw-node 时，报文在 KUBE-MARK-DROP（nat）里被打上标记，在 KUBE-FIREWALL（filter INPUT）里被丢弃：没有回答，也没有报错。',
  },
  'rule-growth': {
    title: '随 Service 增长的规则',
    summary: '十个 Service，各六个 endpoint：iptables 模式 200 条规则，IPVS 模式和一个 Service 时一样多。',
    heading: '随 Service 增长的规则',
    description:
      '十个 Service，各有六个 endpoint（都是同样的六个 Pod，这对规则没有影响）。iptables 模式下，每个 Service 在 KUBE-SERVICES 里一条规则，在它的 KUBE-SVC 链里六条，每个 endpoint 在 KUBE-SEP 链里两条：10、60 和 10*6*2 = 120；每个 Service 还有一条，给不是来自 Pod 的报文打标记。合计每个 Service 20 条规则：这里 200 条，一百个 Service 2,000 条，一千个 20,000 条，一万个 200,000 条。ipvs 模式下，一万个 Service 的规则和一个 Service 时一样多；增长的是 ipset 和 IPVS 自己的表，它们用哈希查找，不是逐条匹配。请留意 service-10 用怎样的概率让六个 Pod 份额相同，以及第一个报文在 KUBE-SERVICES 里匹配多少条规则才找到排在最后的 service-10，找到 service-01 又要多少条。',
  },
  'calico-native': {
    title: 'Calico',
    summary: '没有网桥也没有隧道，从 Pod 到 Pod：proxy ARP 和 /32 路由。',
    heading: 'Calico：只靠路由从 Pod 到 Pod',
    description:
      'master 上的 pod1 ping node1 上的 pod2。没有网桥，也没有隧道：Pod 唯一的网关是 169.254.1.1，这个地址不在任何设备上。请留意 ping 之前的 ARP：pod1 问谁有 169.254.1.1，master 用 ee:ee:ee:ee:ee:ee 回答，这是所有 cali 设备的 MAC 地址，因为那里的 proxy_arp 是 1。此后全由路由决定：在 master 上，node1 的地址块 10.244.166.128/26 以 node1 为下一跳；在 node1 上，Pod 自己的 /32 路由指向 cali779e50eea23。途中两台路由器：ping 打印 ttl 62。地址块由 BGP 分发（proto bird），blackhole 路由接住落在本节点地址块里、却不属于任何 Pod 的报文。想看 Pod 失去网关会怎样，在 master 上输入：echo 0 > /proc/sys/net/ipv4/conf/cali17fddc925b9/proxy_arp',
  },
  'calico-service': {
    title: 'Calico：访问 Service',
    summary: '从 Pod 到 ClusterIP：四条链，源地址保持不变。',
    heading: 'Calico：Pod 访问 Service',
    description:
      'pod1 向 test/pod2-service（10.1.118.185）请求一个页面。请留意 master 上的链，依次是：nat PREROUTING、KUBE-SERVICES、KUBE-SVC-OCJIUORDHIMMVHOI（只有一个 endpoint，不需要按概率选择）、KUBE-SEP-X4R67US2PCZJVEDY。那里的 KUBE-MARK-MASQ 不匹配，因为它针对的是 pod2 访问自己；接着 DNAT 把目的地址写成 10.244.166.159，之后报文和任意两个 Pod 之间的一样走。KUBE-POSTROUTING 在第一条规则就返回，因为报文没有标记：pod2 看到的是 pod1 自己的地址。只有连接的第一个报文会走 nat 表，其余的由 conntrack 记住。让 pod2 访问自己的 Service，就会打上标记：如果不做 MASQUERADE，pod2 会直接回答自己，连接就建立不起来。',
  },
  'calico-nodeport': {
    title: 'Calico：NodePort',
    summary: '来自集群外的客户端：去程两次改写，回程两次改写，conntrack 里一个条目。',
    heading: 'Calico：集群外的客户端访问 NodePort',
    description:
      '客户端（192.168.43.1）请求 master 的 30000 端口，由 node1 上的 pod2 回答。请留意途中的地址：client 到 master:30000；client 到 pod2（DNAT，由 KUBE-NODEPORTS、KUBE-SVC 和 KUBE-SEP 完成）；master 到 pod2（MASQUERADE，因为 KUBE-NODEPORTS 在 KUBE-MARK-MASQ 里给报文打了标记）；然后是回程，pod2 到 master，pod2 到 client，master:30000 到 client。回程不需要规则：两处改写都在 conntrack 的同一个条目里（在 master 上 conntrack -L）。文档的列表里说 KUBE-MARK-MASQ 在这里不匹配，后文又说匹配；实际上它匹配，对每个发往该 NodePort 的报文都匹配。想看它有什么用，在 master 上输入：iptables -t nat -D KUBE-NODEPORTS 1',
  },
  'calico-egress': {
    title: 'Calico：访问集群外',
    summary: '一条规则和两个 ipset 决定谁的地址要 MASQUERADE。',
    heading: 'Calico：从 Pod 访问外网',
    description:
      'pod1 ping 8.8.8.8，它在网关后面，对 Pod 一无所知。在 master 上，cali-nat-outgoing 对源地址在 ipset cali40masq-ipam-pools 里、目的地址不在 cali40all-ipam-pools 里的报文做 MASQUERADE：不论多少个 Pod，都只要一条规则。请留意 master 上的两次地址改写，10.244.219.75 变成 192.168.43.152，再变回来；也看看对 pod2 的 ping，两个 ipset 都包含它的地址：源地址不变。节点自己的地址不在任何地址池里，所以 ping node1 和 ping 外网一样会被 MASQUERADE。想看集群外无人能回答的 ping，在 master 上输入：ipset del cali40masq-ipam-pools 10.244.0.0/16',
  },
  'calico-ipip': {
    title: 'Calico IPIP',
    summary: '同样的 Pod，经过 tunl0：IP 报文里装着 IP 报文。',
    heading: 'Calico IPIP 模式',
    description:
      '还是那两个 Pod，但地址池设置了 ipipMode: Always。到 node1 地址块的路由指向 tunl0，下一跳是 node1：内核把报文原样装进另一个 IP 报文，从 192.168.43.152 到 192.168.43.153，协议号 4。请留意节点之间的帧：有两个 IP 头，中间的路由器只看外层，所以节点不必在同一个网段。外层头部的 20 字节，就是 tunl0 和 Pod 设备 MTU 为 1480 的原因：带 DF 的 1452 字节 ping 能通过，1453 字节的连 Pod 都出不去。ttl 是 62，和没有隧道时一样。节点自己发出的报文使用 tunl0 的地址 10.244.219.64，即它的地址块里的第一个。',
  },
  ...ZH_FAULTS,
};
