// When the engine has died: it is started again by itself, at the same place; an engine that dies at once again waits to be asked.
import { create } from 'zustand';
import { startAgain } from './link.ts';
import { useSession } from './session.ts';

export interface Recovery {
  /** Why the engine died that is being started again, or has been; null when that is no news. */
  readonly cause: string | null;
}

export const useRecovery = create<Recovery>(() => ({ cause: null }));

/** How often within how long the engine is started again without being asked. */
const MOST = 2;
const WITHIN_MS = 60_000;

let starts: readonly number[] = [];

function recover(cause: string): void {
  const now = performance.now();
  starts = starts.filter((start) => now - start < WITHIN_MS);
  if (starts.length >= MOST) return;
  starts = [...starts, now];
  useRecovery.setState({ cause });
  // After those who waited for the old engine have heard of its end: what they wanted is what is asked for again.
  setTimeout(() => {
    if (useSession.getState().failure !== null) void startAgain();
  });
}

export function forgetRecovery(): void {
  useRecovery.setState({ cause: null });
}

/** Watches over the engine. Returns a way to stop. */
export function startRecovery(): () => void {
  return useSession.subscribe(({ failure }, before) => {
    if (failure !== null && before.failure === null) recover(failure);
  });
}
