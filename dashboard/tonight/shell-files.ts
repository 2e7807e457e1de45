/** Pages that are the phone's shell. */
const PAGES = ['/tonight', '/work', '/pair'];

export const isShellPage = (path: string) => PAGES.includes(path.replace(/\/$/, ''));

/** Files of the build that a page names: its script, what the script imports first, its style. */
export function assetsOf(html: string): string[] {
  return [...new Set(Array.from(html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g), ([, path]) => path ?? ''))];
}
