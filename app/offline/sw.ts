// The service worker: keeps one release of the page whole, and answers from it, with or without a network.

declare const self: ServiceWorkerGlobalScope;

/** Filled in by the build: the files of this release with their hashes, as `integrity` has them. */
declare const __FILES__: Readonly<Record<string, string>>;
declare const __RELEASE__: string;

const FILES = __FILES__;
const FAMILY = 'hopscope-';
const NAME = `${FAMILY}${__RELEASE__}`;
const PAGE = 'index.html';

/** Fetched past the browser's own store, and refused when it is not what was built. */
const fresh = ([path, integrity]: [string, string]) => new Request(path, { integrity, cache: 'no-cache' });

async function install(): Promise<void> {
  const cache = await caches.open(NAME);
  try {
    await cache.addAll(Object.entries(FILES).map(fresh));
  } catch (error) {
    await caches.delete(NAME);
    throw error;
  }
}

/** Answers from now on, also the page that has brought it here; releases before are over. */
async function takeOver(): Promise<void> {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith(FAMILY) && name !== NAME);
  await Promise.all(others.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** Which file of the release an address asks for; the page itself has many addresses, for a query is the page's own affair. */
function fileOf(request: Request): string | null {
  const scope = new URL(self.registration.scope);
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== scope.origin || !pathname.startsWith(scope.pathname))
    return null;
  const path = pathname.slice(scope.pathname.length) || PAGE;
  return Object.hasOwn(FILES, path) ? path : null;
}

async function answer(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  // Servers say that answers vary by origin; ours are files.
  return (await cache.match(path, { ignoreVary: true })) ?? fetch(request);
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));
self.addEventListener('fetch', (event) => {
  const path = fileOf(event.request);
  if (path !== null) event.respondWith(answer(path, event.request));
});
self.addEventListener('message', (event) => {
  if (event.data === 'take over') void self.skipWaiting();
});
