// coreutils cat and echo, and sh's `>`: the only files are those of /proc/sys.
import { readSysctl, sysctlAt, writeSysctl } from './sysctl.ts';
import { Exit, type Tool } from './tool.ts';

const PROC_SYS = '/proc/sys/';

export const cat: Tool = (words, site) => {
  if (words.length === 0) for (const line of (site.stdin ?? '').split('\n').slice(0, -1)) site.out(line);
  let code = 0;
  for (const path of words) {
    const value = path.startsWith(PROC_SYS)
      ? readSysctl(site.net, sysctlAt(path.slice(PROC_SYS.length)))
      : undefined;
    if (value !== undefined) site.out(String(value));
    else {
      site.err(`cat: ${path}: No such file or directory`);
      code = 1;
    }
  }
  return code;
};

export const echo: Tool = (words, site) => {
  site.out(words.slice(words[0] === '-n' ? 1 : 0).join(' '));
  return 0;
};

/** `> FILE` behind a command. */
export const writeFile: Tool = ([path = ''], site) => {
  if (path === '/dev/null') return 0;
  const name = path.startsWith(PROC_SYS) ? sysctlAt(path.slice(PROC_SYS.length)) : '';
  if (readSysctl(site.net, name) === undefined)
    throw new Exit(2, `sh: 1: cannot create ${path}: Directory nonexistent`);
  if (!writeSysctl(site, name, (site.stdin ?? '').trim())) throw new Exit(1, 'sh: 1: echo: echo: I/O error');
  return 0;
};
