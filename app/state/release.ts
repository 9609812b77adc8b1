// Which release of the page this is: it is kept for when there is no network, and a newer one is told of.
import { create } from 'zustand';

/** A release that waits for this one to go; null when there is none. */
export const useRelease = create<{ readonly waiting: ServiceWorker | null }>(() => ({ waiting: null }));

export function dismissRelease(): void {
  useRelease.setState({ waiting: null });
}

/** A person wants the newer one now: all open pages are loaded again. */
export function takeRelease(): void {
  useRelease.getState().waiting?.postMessage('take over');
}

function hearOfNewer(registration: ServiceWorkerRegistration): void {
  const tell = () => {
    // The first one ever has nobody to wait for.
    if (navigator.serviceWorker.controller) useRelease.setState({ waiting: registration.waiting });
  };
  tell();
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed') tell();
    });
  });
}

/** Keeps the page for the next visit, when this one has what it needs. */
export function keepRelease(): void {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  let held = serviceWorker.controller !== null;
  serviceWorker.addEventListener('controllerchange', () => {
    // Another release has taken over: its parts are not this page's.
    if (held) location.reload();
    held = true;
  });
  const register = () =>
    serviceWorker
      .register('./sw.js', { updateViaCache: 'none' })
      .then(hearOfNewer)
      // Browsers refuse where storage is denied; the page works all the same.
      .catch(() => undefined);
  if (document.readyState === 'complete') void register();
  else addEventListener('load', () => void register(), { once: true });
}
