// The page's end of the worker: the engine's calls as promises, and a new worker when one has died.
import { type Remote, releaseProxy, wrap } from 'comlink';
import type { Engine } from './protocol.ts';

export interface EngineClient extends Engine {
  /** Called when the worker has died; the next call starts a new one. Returns a way to stop listening. */
  onFailure(listener: (message: string) => void): () => void;
  dispose(): void;
}

interface Running {
  readonly worker: Worker;
  readonly engine: Remote<Engine>;
  /** Rejects when the worker dies, so that no call waits for ever. */
  readonly died: Promise<never>;
}

export function createClient(): EngineClient {
  const listeners = new Set<(message: string) => void>();
  let running: Running | null = null;

  function stop(): void {
    running?.engine[releaseProxy]();
    running?.worker.terminate();
    running = null;
  }

  function start(): Running {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      type: 'module',
      name: 'hopscope-engine',
    });
    const died = new Promise<never>((_, reject) => {
      const fail = (message: string) => {
        if (running?.worker === worker) stop();
        for (const listener of listeners) listener(message);
        reject(new Error(message));
      };
      worker.addEventListener('error', (event) => fail(event.message || 'the engine could not be started'));
      worker.addEventListener('messageerror', () => fail('the engine sent something unreadable'));
    });
    died.catch(() => undefined);
    return { worker, engine: wrap<Engine>(worker), died };
  }

  function call<T>(ask: (engine: Remote<Engine>) => Promise<T>): Promise<T> {
    running ??= start();
    return Promise.race([ask(running.engine), running.died]);
  }

  return {
    open: (request) => call(async (engine) => await engine.open(request)),
    tables: (ns) => call(async (engine) => await engine.tables(ns)),
    onFailure(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: stop,
  };
}
