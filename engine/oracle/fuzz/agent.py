"""Ears and mouth in every namespace of a lab, in one process: packet sockets, netfilter's log, and a raw socket to send by.

Arguments: the names of the namespaces. Reads one JSON object a line, {"netns": 2, "dst": "10.0.0.1", "packet": "4500..."}; sends
the packet there, waits until nothing has been heard for QUIET seconds, and answers with a line
{"error": null, "time": microseconds, "frames": [[netns, ifindex, packet type, hex]], "log": [[netns, hex]]}, everything in the order in which it was heard.
"""
import ctypes
import errno
import json
import mmap
import os
import select
import socket
import struct
import sys
import time

QUIET = 0.045
LONGEST = 5.0
SO_RCVBUFFORCE = 33
ETH_P_ALL = 3
CLONE_NEWNET = 0x40000000
SOL_PACKET = 263
PACKET_RX_RING, PACKET_VERSION = 5, 10
TPACKET_V2 = 1
TP_STATUS_KERNEL, TP_STATUS_USER = 0, 1
TPACKET2_HDR, SOCKADDR_LL = struct.Struct('=IIIHH'), struct.Struct('=HHiHB')
SOCKADDR_AT = 32
RING_FRAME, RING_FRAMES, RING_BLOCK = 2048, 2048, 65536
NETLINK_NETFILTER = 12
NFNL_SUBSYS_ULOG = 4
NFULNL_MSG_CONFIG = 1
NFULA_CFG_CMD, NFULA_CFG_MODE, NFULA_CFG_QTHRESH = 1, 2, 5
NFULNL_CFG_CMD_BIND, NFULNL_CFG_CMD_PF_BIND = 1, 3
NFULNL_COPY_PACKET = 2
NLMSG_HEADER = 16

libc = ctypes.CDLL(None, use_errno=True)


def enter(netns):
    with open(f'/var/run/netns/{netns}') as file:
        if libc.setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), netns)


def attribute(kind, data):
    return struct.pack('<HH', len(data) + 4, kind) + data + b'\0' * (-len(data) % 4)


def configure(log, family, attributes):
    """One message to nfnetlink_log, about group 0, acknowledged."""
    body = struct.pack('>BBH', family, 0, 0) + attributes
    kind = NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_CONFIG
    log.send(struct.pack('<IHHII', NLMSG_HEADER + len(body), kind, 5, 0, 0) + body)
    code = struct.unpack_from('<i', log.recv(4096), NLMSG_HEADER)[0]
    if code != 0:
        raise OSError(-code, 'nfnetlink_log')


def netfilter_log():
    """Lines come one by one as they are written (a threshold of 1), with the whole packet."""
    log = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
    # A walk through many rules is many records at once: none may be lost.
    log.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 25)
    log.bind((0, 0))
    configure(log, socket.AF_INET, attribute(NFULA_CFG_CMD, bytes([NFULNL_CFG_CMD_PF_BIND])))
    configure(log, socket.AF_UNSPEC, attribute(NFULA_CFG_CMD, bytes([NFULNL_CFG_CMD_BIND])))
    mode = struct.pack('>IBB', 0xFFFF, NFULNL_COPY_PACKET, 0)
    configure(log, socket.AF_UNSPEC, attribute(NFULA_CFG_MODE, mode))
    configure(log, socket.AF_UNSPEC, attribute(NFULA_CFG_QTHRESH, struct.pack('>I', 1)))
    return log


def messages(datagram):
    """The log messages in a netlink datagram, each from its nfgenmsg header on."""
    at = 0
    while at + NLMSG_HEADER <= len(datagram):
        length, kind = struct.unpack_from('<IH', datagram, at)
        if kind == NFNL_SUBSYS_ULOG << 8:
            yield datagram[at + NLMSG_HEADER:at + length]
        at += (length + 3) & ~3


class Ears:
    """A packet socket with a ring, into which frames are copied as they pass. Without one it is handed clones, whose memory a router
    that puts a packet together and cuts it again writes over: pieces would be seen as they become."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        self.socket.setsockopt(SOL_PACKET, PACKET_VERSION, TPACKET_V2)
        size = RING_FRAME * RING_FRAMES
        request = struct.pack('=IIII', RING_BLOCK, size // RING_BLOCK, RING_FRAME, RING_FRAMES)
        self.socket.setsockopt(SOL_PACKET, PACKET_RX_RING, request)
        self.ring = mmap.mmap(self.socket.fileno(), size)
        self.at = 0

    def fileno(self):
        return self.socket.fileno()

    def heard(self):
        """Each frame since the last time: interface, packet type, octets."""
        while True:
            start = self.at * RING_FRAME
            status, _, length, mac, _ = TPACKET2_HDR.unpack_from(self.ring, start)
            if not status & TP_STATUS_USER:
                return
            _, _, ifindex, _, kind = SOCKADDR_LL.unpack_from(self.ring, start + SOCKADDR_AT)
            yield ifindex, kind, self.ring[start + mac:start + mac + length]
            struct.pack_into('=I', self.ring, start, TP_STATUS_KERNEL)
            self.at = (self.at + 1) % RING_FRAMES


class Namespace:
    def __init__(self, netns):
        enter(netns)
        self.ears = Ears()
        self.log = netfilter_log()
        self.mouth = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
        self.mouth.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)


def send(space, dst, packet):
    try:
        space.mouth.sendto(packet, (dst, 0))
        return None
    except OSError as error:
        return errno.errorcode[error.errno]


def listen(spaces):
    """Everything heard until it has been quiet for long enough."""
    frames, log = [], []
    sources = {space.ears: n for n, space in enumerate(spaces)} | {space.log: n for n, space in enumerate(spaces)}
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        ready = select.select(list(sources), [], [], QUIET)[0]
        if not ready:
            break
        for source in ready:
            number = sources[source]
            if source is spaces[number].log:
                log += [[number, message.hex()] for message in messages(source.recv(1 << 18))]
            else:
                frames += [[number, ifindex, kind, frame.hex()] for ifindex, kind, frame in source.heard()]
    return frames, log


def main():
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    spaces = [Namespace(netns) for netns in sys.argv[1:]]
    listen(spaces)
    print('{}', flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        sent = time.monotonic_ns() // 1000
        error = send(spaces[asked['netns']], asked['dst'], bytes.fromhex(asked['packet']))
        frames, log = listen(spaces)
        print(json.dumps({'error': error, 'time': sent, 'frames': frames, 'log': log}), flush=True)


main()
