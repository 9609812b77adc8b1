// The page's end of the worker: the engine's calls as promises, and a new worker when one has died.
import { type Remote, releaseProxy, wrap } from 'comlink';
import type { Engine } from './protocol.ts';

/** Why a call has no answer: somebody disposed of the worker meanwhile. */
export class Disposed extends Error {}

export interface EngineClient extends Engine {
  /** Called when the worker has died; the next call starts a new one. Returns a way to stop listening. */
  onFailure(listener: (message: string) => void): () => void;
  /** Ends the worker and all calls under way; the next call starts a new one. */
  dispose(): void;
}

interface Running {
  readonly worker: Worker;
  readonly engine: Remote<Engine>;
  /** Rejects when the worker ends, so that no call waits for ever. */
  readonly ended: Promise<never>;
  end(why: Error): void;
}

export function createClient(): EngineClient {
  const listeners = new Set<(message: string) => void>();
  let running: Running | null = null;

  function stop(why: Error): void {
    const stopped = running;
    running = null;
    stopped?.engine[releaseProxy]();
    stopped?.worker.terminate();
    stopped?.end(why);
  }

  function start(): Running {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      type: 'module',
      name: 'hopscope-engine',
    });
    let end: Running['end'] = () => undefined;
    const ended = new Promise<never>((_, reject) => {
      end = reject;
    });
    ended.catch(() => undefined);
    const fail = (message: string) => {
      if (running?.worker !== worker) return;
      stop(new Error(message));
      for (const listener of listeners) listener(message);
    };
    // A worker that cannot be fetched says nothing.
    worker.addEventListener('error', ({ message }: Partial<ErrorEvent>) =>
      fail(message?.replace(/^Uncaught /, '') || 'the engine could not be started'),
    );
    worker.addEventListener('messageerror', () => fail('the engine sent something unreadable'));
    return { worker, engine: wrap<Engine>(worker), ended, end };
  }

  function call<T>(ask: (engine: Remote<Engine>) => Promise<T>): Promise<T> {
    running ??= start();
    return Promise.race([ask(running.engine), running.ended]);
  }

  return {
    open: (request) => call(async (engine) => await engine.open(request)),
    tables: (ns) => call(async (engine) => await engine.tables(ns)),
    find: (text, limit) => call(async (engine) => await engine.find(text, limit)),
    nodes: () => call(async (engine) => await engine.nodes()),
    pods: (node) => call(async (engine) => await engine.pods(node)),
    read: (file, name) => call(async (engine) => await engine.read(file, name)),
    draft: (from) => call(async (engine) => await engine.draft(from)),
    survey: (draft) => call(async (engine) => await engine.survey(draft)),
    tidy: (objects) => call(async (engine) => await engine.tidy(objects)),
    write: (format) => call(async (engine) => await engine.write(format)),
    onFailure(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => stop(new Disposed('the engine was stopped')),
  };
}
