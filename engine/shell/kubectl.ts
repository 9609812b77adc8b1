// kubectl: asks the cluster's API server. What it changes is declared anew, and the machines are made anew from that.
import { Exit, type Tool } from './tool.ts';

export const kubectl: Tool = (words, { world, stdin, out, err }) => {
  const { controlPlane } = world;
  if (!controlPlane)
    throw new Exit(
      1,
      'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
    );
  const { stdout, stderr, code, changes } = controlPlane(words, stdin);
  for (const line of linesOf(stdout)) out(line);
  for (const line of linesOf(stderr)) err(line);
  if (changes) world.edits++;
  return code;
};

const linesOf = (text: string) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
