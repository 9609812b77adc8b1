// The processes that listen, as one small Python program for a real machine: `python3 -c PROGRAM JSON`.
/** Reads one listener from its first argument; says `listening` when it does. Behaves as world/listeners.ts. */
export const LISTENER_PROGRAM = `
import json, os, socket, struct, sys, threading
spec = json.loads(sys.argv[1])

def answer(data):
    if spec["kind"] == "echo":
        return data
    if spec["kind"] == "http":
        body = spec["body"].encode()
        head = b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body)
        return head if data.startswith(b"HEAD ") else head + body
    if spec["kind"] == "dns":
        labels, at = [], 12
        while data[at]:
            labels.append(data[at + 1 : at + 1 + data[at]].decode())
            at += data[at] + 1
        kind = struct.unpack(">H", data[at + 1 : at + 3])[0]
        known = {name.lower(): address for name, address in spec["names"].items()}
        address = known.get(".".join(labels).lower())
        record = b""
        if address and kind == 1:
            record = b"\\xc0\\x0c\\0\\1\\0\\1\\0\\0\\0\\x1e\\0\\4" + socket.inet_aton(address)
        flags = 0x8580 if address else 0x8583
        return data[:2] + struct.pack(">HHHHH", flags, 1, 1 if record else 0, 0, 0) + data[12 : at + 5] + record
    return None

def serve(connection):
    data = b""
    while True:
        more = connection.recv(65536)
        if not more:
            break
        data += more
        if spec["kind"] == "http" and b"\\r\\n\\r\\n" not in data:
            continue
        said, data = answer(data), b""
        if said:
            connection.sendall(said)
    connection.close()

stream = spec["kind"] in ("tcp", "http")
server = socket.socket(socket.AF_INET, socket.SOCK_STREAM if stream else socket.SOCK_DGRAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
if not stream:
    server.setsockopt(socket.IPPROTO_IP, 8, 1)
server.bind(("0.0.0.0", spec["port"]))
if stream:
    server.listen(64)
os.write(1, b"listening\\n")
while stream:
    threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
while True:
    data, ancillary, _, peer = server.recvmsg(65536, 256)
    said = answer(data)
    if said:
        # From the very address it was sent to, whatever routing would choose.
        info = ancillary[0][2]
        source = struct.pack("=i", 0) + info[8:12] + b"\\0\\0\\0\\0"
        try:
            server.sendmsg([said], [(socket.IPPROTO_IP, 8, source)], 0, peer)
        except OSError:
            pass
`;
