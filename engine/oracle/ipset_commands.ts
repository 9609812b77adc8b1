// Commands that are typed in a real namespace and in the engine, one after the other; each may find what the last one left.

export interface Typed {
  readonly line: string;
  readonly input: string;
}

const COMMANDS = `
create foo hash:ip
create foo hash:ip
create foo hash:ip -exist
create foo hash:net -exist
create foo hash:ip maxelem 5 -exist
create x hash:sorcery
create x
create
frobnicate
create mac hash:mac
list foo
add foo 10.0.0.1
add foo 10.0.0.1
add foo 10.0.0.1 -exist
-! add foo 10.0.0.1
test foo 10.0.0.1
test foo 10.0.0.2
-q test foo 10.0.0.2
del foo 10.0.0.2
del foo 10.0.0.2 -exist
add foo 10.0.0.0/30
add foo 10.0.0.10-10.0.0.13
add foo 10.0.0.25-10.0.0.20
add foo 10.0.0.300
add foo 10.0.0.0/33
add foo 10.0.0.0/abc
add foo 10.0.0.1-
add foo 10.0.0.5 timeout 5
add foo 10.0.0.5 comment x
add foo 10.0.0.5 packets 5
add foo 10.0.0.5 nomatch
add foo 10.0.0.5,80
add foo 0.0.0.0
add foo 0.0.0.0/0
add foo
test foo 10.0.0.0/31
test foo 10.0.0.1-10.0.0.2
add nope 10.0.0.1
del nope 10.0.0.1
test nope 10.0.0.1
flush nope
list nope
destroy nope
create masked hash:ip netmask 24 maxelem 3
add masked 10.0.0.5
add masked 10.0.0.6
test masked 10.0.0.77
add masked 10.0.1.0-10.0.5.0
create masked2 hash:ip netmask 33
create small hash:ip hashsize 100 maxelem 2 bucketsize 3
add small 10.0.0.0/8
create ports hash:ip,port
add ports 10.0.0.1,80
add ports 10.0.0.1,tcp:http
add ports 10.0.0.1,udp:53
add ports 10.0.0.1,icmp:8/0
add ports 10.0.0.1,icmp:ping
add ports 10.0.0.1,icmp:3/77
add ports 10.0.0.1,icmp:any
add ports 10.0.0.1,tcp:79-82
add ports 10.0.0.2,82-79
add ports 10.0.0.1,sctp:99
add ports 10.0.0.1,udplite:99
add ports 10.0.0.1,gre:0
add ports 10.0.0.1,47:0
add ports 10.0.0.1,gre:5
add ports 10.0.0.1,255:0
add ports 10.0.0.1,256:0
add ports 10.0.0.1,0:0
add ports 10.0.0.1,ip:0
add ports 10.0.0.1,foo:1
add ports 10.0.0.1,tcp:70000
add ports 10.0.0.1,udp:x
add ports 10.0.0.1,tcp:
add ports 10.0.0.1,0x50
add ports 10.0.0.1
add ports 10.0.0.1,80,5
add ports 0.0.0.0,tcp:5
add ports 10.0.1.0/30,tcp:5-6
test ports 10.0.0.1,80
test ports 10.0.0.1,icmp:8/0
test ports 10.0.0.1,udp:80
test ports 10.0.0.0/24,80
test ports 10.0.0.1-10.0.0.2,80
test ports 10.0.0.1,80-81
del ports 10.0.1.0/30,tcp:5-6
list ports
create nets hash:net
add nets 10.0.0.0/8
add nets 10.1.0.0/16 nomatch
add nets 10.1.2.0/24
add nets 10.1.2.7
add nets 0.0.0.0/0
add nets 0.0.0.0/1
add nets 10.9.8.7/16
add nets 10.20.0.7-10.20.1.5
add nets 0.0.0.0-255.255.255.255
test nets 10.0.0.1
test nets 10.1.0.1
test nets 10.1.0.1 nomatch
test nets 10.1.2.3
test nets 10.1.0.0/16
test nets 10.1.0.0/16 nomatch
test nets 10.0.0.0/8 nomatch
test nets 10.0.0.0/9
test nets 10.0.0.0-10.0.0.3
add nets 10.1.0.0/16
add nets 10.1.0.0/16 -exist
test nets 10.1.0.1
del nets 10.1.2.0/24
save nets
create netports hash:net,port
add netports 10.0.0.0/8,80
add netports 10.5.0.0/16,udp:53 nomatch
add netports 10.6.0.0/24,tcp:443-445
add netports 0.0.0.0/0,80
test netports 10.1.1.1,80
test netports 10.1.1.1,udp:80
test netports 10.5.1.1,udp:53
test netports 10.1.0.0/16,tcp:80
save netports
create triples hash:ip,port,ip
add triples 10.0.0.1,80,10.0.0.2
add triples 10.0.0.1,udp:53,10.0.0.0/31
add triples 10.0.0.0/31,81-82,10.0.0.3
add triples 10.0.0.1,80
add triples 10.0.0.1
add triples 10.0.0.1,80,10.0.0.3,5
add triples 0.0.0.0,80,0.0.0.0
test triples 10.0.0.1,80,10.0.0.2
test triples 10.0.0.2,80,10.0.0.1
save triples
create flows hash:ip,port,net
add flows 10.0.0.1,80,10.0.0.0/8
add flows 10.0.0.1,udp:53,10.5.0.0/16 nomatch
add flows 10.0.0.0/31,80-81,10.7.0.3/24
add flows 10.0.0.1,80,0.0.0.0/0
add flows 10.0.0.9,icmp:0/0,10.0.0.0-10.0.1.5
test flows 10.0.0.1,80,10.7.0.77
test flows 10.0.0.1,80,10.7.0.77/24
test flows 10.0.0.1,udp:53,10.5.0.1
save flows
create bits bitmap:port range 2000-1000
add bits 1000
add bits 999
add bits 2001
add bits 1990-2010
add bits 1010-1005
add bits tcp:1999
add bits udp:1001
add bits x
add bits 1000
test bits 1000
test bits 1002
test bits 99
test bits tcp:1000-1001
del bits 1500
list bits
create bits2 bitmap:port
create bits3 bitmap:port range 5
create bits4 bitmap:port range 1-70000
create area bitmap:ip range 10.0.0.0/16 netmask 24
add area 10.0.3.4
add area 10.0.4.0/22
add area 10.0.9.1-10.0.11.4
add area 10.1.0.1
test area 10.0.3.99
test area 10.0.3.0/24
list area
create area2 bitmap:ip range 10.0.0.0/8
create area3 bitmap:ip range 10.0.0.5
create area4 bitmap:ip
create timed hash:ip timeout 60 counters comment
add timed 10.0.0.1
add timed 10.0.0.2 timeout 500 packets 5 bytes 500 comment "hello world"
add timed 10.0.0.3 timeout 0 comment ""
add timed 10.0.0.2 timeout 900
add timed 10.0.0.2 timeout 900 -exist
add timed 10.0.0.9 timeout 99999999
add timed 10.0.0.9 timeout abc
add timed 10.0.0.9 timeout
add timed 10.0.0.9 comment hello world
add timed 10.0.0.9 timeout 5 timeout 6
list timed
save timed
create group list:set size 2
add group foo
add group nets
add group foo
add group ports before nets
add group flows after ports
add group group
add group nowhere
add group bits before nowhere
add group bits before triples
del group nowhere
del group nets before foo
test group foo
test group foo before ports
test group ports after foo
test group ports before foo
test group bits
test group nowhere
list group
del group foo before ports
save group
destroy foo
destroy nets
rename nets other
rename foo renamed
rename renamed ports
rename gone away
create foo2 hash:ip
swap foo2 renamed
swap foo2 ports
swap foo2 gone
swap gone foo2
save renamed
save foo2
create area5 bitmap:ip range 10.0.0.0/24
swap area5 renamed
list renamed
list -n
list -t
-n list
list foo2 bla
flush foo2 bla
list -o save area
save -t nets
list -o nonsense
-N short iphash
-A short 1.1.1.1
-T short 1.1.1.1
-D short 1.1.1.1
-E short shorter
-W shorter renamed
-F shorter
-L shorter
-S renamed
-X shorter
create aaaaaaaaaabbbbbbbbbbccccccccccdd hash:ip
create six hash:ip bogus 5
create seven hash:ip timeout 5 timeout 6
create eight hash:ip timeout
create nine hash:net netmask 24
create ten hash:ip hashsize abc
create eleven hash:ip maxelem 99999999999
version
destroy
destroy group
`;

const RESTORED: readonly Typed[] = [
  {
    line: 'restore',
    input:
      'create r1 hash:ip\nadd r1 10.0.0.1\nadd r1 10.0.0.2\n# done\n\nCOMMIT\ncreate r2 hash:net comment\nadd r2 10.0.0.0/8 comment "all of ten"\n',
  },
  { line: 'restore', input: 'add r1 10.0.0.3\nadd r1 10.0.0.1\nadd r1 10.0.0.4\n' },
  { line: 'restore -exist', input: 'create r1 hash:ip\nadd r1 10.0.0.1\nadd r1 10.0.0.4\n' },
  { line: 'restore', input: 'add r1 10.0.0.5\nadd r1 10.0.0.300\n' },
  { line: 'restore', input: 'add r1 10.0.0.6\nadd nowhere 10.0.0.7\n' },
  { line: 'restore', input: 'add r1 10.0.0.8 bogus\n' },
  { line: 'restore', input: 'frob r1\n' },
  { line: 'restore', input: 'del r1 10.0.0.99\n' },
  {
    line: 'restore',
    input:
      'create r3 hash:ip\nrename r3 r4\ncreate r5 hash:ip\nadd r5 10.0.0.1\nswap r4 r5\ndestroy r5\nflush r2\n-A r4 10.0.0.2\n',
  },
  { line: 'restore', input: 'test r1 10.0.0.1\ntest r1 10.0.0.77\nadd r1 10.0.0.78\n' },
  { line: 'restore', input: 'version\n' },
  { line: 'restore foo', input: '' },
];

export const ipsetCommands: readonly Typed[] = [
  ...COMMANDS.split('\n').map((line) => ({ line, input: '' })),
  ...RESTORED,
  { line: 'save', input: '' },
];
