/** A drawing of the server as the address of an image: scripts in an image never run. */
export const svgImage = (svg: string): string => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
