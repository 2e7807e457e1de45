/** Hand a file to the browser. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** A canvas on its ground with a title line, as it is pasted into a report. */
export function savePicture(
  name: string,
  canvas: HTMLCanvasElement,
  title: string,
  style: { ground: string; ink: string; font: string },
): void {
  const scale = canvas.width / canvas.clientWidth;
  const head = 40 * scale;
  const picture = document.createElement('canvas');
  picture.width = canvas.width;
  picture.height = canvas.height + head;
  const draw = picture.getContext('2d');
  if (!draw) return;
  draw.fillStyle = style.ground;
  draw.fillRect(0, 0, picture.width, picture.height);
  draw.fillStyle = style.ink;
  draw.font = `600 ${15 * scale}px ${style.font}`;
  draw.fillText(title, 8 * scale, 26 * scale);
  draw.drawImage(canvas, 0, head);
  picture.toBlob((blob) => blob && saveFile(name, blob), 'image/png');
}
