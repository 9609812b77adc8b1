// Brings an element into view inside its own scroller, and moves nothing else on the page.

export function scrollWithin(scroller: HTMLElement, element: HTMLElement, margin = 24): void {
  const outer = scroller.getBoundingClientRect();
  const inner = element.getBoundingClientRect();
  const above = inner.top - outer.top - margin;
  const below = inner.bottom - outer.bottom + margin;
  if (above < 0) scroller.scrollTop += above;
  else if (below > 0) scroller.scrollTop += Math.min(below, above);
}
