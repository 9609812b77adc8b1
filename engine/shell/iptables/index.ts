// iptables (legacy) 1.8.9: the commands, by the names they are installed under.

export { runIptables } from './command.ts';
export { runIptablesRestore } from './restore.ts';
export { runIptablesSave } from './save.ts';
