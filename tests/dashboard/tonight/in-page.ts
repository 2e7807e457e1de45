/** What the tests ask in the page itself: as text, because the tests know no DOM. */

/** Counts shakes and tones. */
export const SPY = `(() => {
  const told = { shakes: 0, tones: 0 };
  globalThis.told = told;
  navigator.vibrate = () => (told.shakes++, true);
  const create = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () {
    told.tones++;
    return create.call(this);
  };
})()`;

export const WIDTH = 'document.documentElement.scrollWidth';
export const GROUND = 'getComputedStyle(document.body).backgroundColor';
/** Resolves once the page is kept for when there is no signal. */
export const SHELL_IS_KEPT = `navigator.serviceWorker.ready.then(() => caches.match('/tonight')).then(Boolean)`;

/** Presses smaller than so many pixels in height or width. */
export const smallPresses = (least: number) => `(() => {
  const presses = [...document.querySelectorAll('button, a, label, textarea')].filter((one) => one.offsetParent !== null);
  if (presses.length < 8) return ['too few presses'];
  return presses.filter((one) => one.offsetHeight < ${least} || one.offsetWidth < ${least}).map((one) => one.innerText);
})()`;

/** Texts whose contrast to what is behind them is below so much; 4.5 is WCAG's AA. */
export const faintTexts = (least: number) => `(() => {
  const parts = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const linear = (part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const light = (color) => {
    const [red, green, blue] = parts(color).map(linear);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = (element) => {
    if (!element) return 'rgb(255, 255, 255)';
    const color = getComputedStyle(element).backgroundColor;
    return parts(color)[3] === 0 ? ground(element.parentElement) : color;
  };
  const hasText = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const contrast = (one) => {
    const [dark, bright] = [light(getComputedStyle(one).color), light(ground(one))].toSorted((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const texts = [...document.querySelectorAll('#app *')].filter(hasText);
  if (texts.length < 20) return ['too few texts'];
  return texts.filter((one) => contrast(one) < ${least}).map((one) => contrast(one).toFixed(2) + ' ' + one.textContent);
})()`;

/** A picture larger than what is sent, as base64 of a PNG. */
export const LARGE_PICTURE = `(() => {
  const canvas = document.createElement('canvas');
  canvas.width = 2400;
  canvas.height = 1800;
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#345';
  pen.fillRect(0, 0, 2400, 1800);
  return canvas.toDataURL('image/png').split(',')[1];
})()`;
