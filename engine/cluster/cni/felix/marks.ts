// Calico felix/rules (v3.22): bits of the mark, taken from the lowest of 0xffff0000, so that they never meet kube-proxy's.

export const ACCEPT = 0x10000;
export const PASS = 0x20000;
/** In raw PREROUTING: the packet came from a workload. */
export const FROM_WORKLOAD = 0x40000;
const SCRATCH_1 = 0x80000;

export const ALL = ACCEPT | PASS | FROM_WORKLOAD | SCRATCH_1;
