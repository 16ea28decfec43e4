// Keeps the shell, the files and the empty forms; never a page about a person.
// VERSION and ASSETS are written in front by the server.
"use strict";
const FILES = `files-${VERSION}`, PAGES = "pages", OFFLINE = "/offline/";

const strip = async (response) => {
  // The key of the outbox belongs to the signed-in page and is never stored.
  const html = (await response.clone().text()).replace(/<meta name="tuyen-outbox"[^>]*>/, "");
  return new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": response.headers.get("Content-Security-Policy") || "default-src 'self'" } });
};
const keepPage = async (request, response) => {
  if (response.ok && !response.redirected && response.headers.get("Tuyen-Keep") === "shell") (await caches.open(PAGES)).put(request.url, await strip(response));
};

self.addEventListener("install", (event) => event.waitUntil((async () => {
  await (await caches.open(FILES)).addAll(ASSETS);
  const page = await fetch(OFFLINE);
  await keepPage({ url: new URL(OFFLINE, location).href }, page);
  await self.skipWaiting();
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("files-") && name !== FILES) await caches.delete(name);
  await self.clients.claim();
})()));

const file = async (request) => (await caches.match(request, { cacheName: FILES })) || fetch(request);
const page = async (request) => {
  try {
    const response = await fetch(request);
    await keepPage(request, response);
    return response;
  } catch {
    const pages = await caches.open(PAGES);
    return (await pages.match(request.url)) || (await pages.match(new URL(OFFLINE, location).href)) || Response.error();
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(request));
});
