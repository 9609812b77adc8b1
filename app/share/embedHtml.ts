// The HTML that puts a moment into somebody's page.

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' };

/** Titles and links are a stranger's words: in an attribute they stay words. */
const attribute = (text: string) => text.replace(/[&"<>]/g, (character) => ESCAPES[character]!);

export function embedHtml(address: string, title: string, height: number): string {
  return `<iframe src="${attribute(address)}" title="${attribute(title)}" width="100%" height="${height}" style="border:0" loading="lazy" allow="fullscreen"></iframe>`;
}
