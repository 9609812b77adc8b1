// A function that is called returns before the next one is called.
import { expect, it } from 'vitest';
import { Calls } from './calls.ts';

it('[C1] what a call calls comes before what its caller calls next', () => {
  const calls = new Calls();
  const made: string[] = [];
  const call = (name: string, ...inner: (() => void)[]) => {
    return () => {
      made.push(name);
      for (const each of inner) calls.ask(each);
    };
  };
  calls.ask(call('a', call('a1', call('a1x')), call('a2')));
  calls.ask(call('b', call('b1')));
  for (let next = calls.next(); next; next = calls.next()) next();
  expect(made).toEqual(['a', 'a1', 'a1x', 'a2', 'b', 'b1']);
  expect(calls.next()).toBeUndefined();
});
