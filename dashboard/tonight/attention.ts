import { ref } from 'vue';

/** False until a tap: browsers let no page sound before somebody touched it. */
export const canSound = ref(false);
let context: AudioContext | undefined;

/** To be called in a tap. */
export function unlockSound(): void {
  if (canSound.value || typeof AudioContext === 'undefined') return;
  context ??= new AudioContext();
  const ready = () => (canSound.value = context?.state === 'running');
  context.resume().then(ready, () => undefined);
  context.addEventListener('statechange', ready);
}

/** A short shake under the thumb: the press was taken. */
export const feel = () => void navigator.vibrate?.(30);

/** Something new: long shakes, and three tones that rise. */
export function ring(): void {
  navigator.vibrate?.([300, 120, 300, 120, 500]);
  if (context?.state !== 'running') return;
  [660, 880, 1100].forEach((hertz, index) => tone(context!, hertz, context!.currentTime + index * 0.28));
}

function tone(audio: AudioContext, hertz: number, startsAt: number): void {
  const source = audio.createOscillator();
  const volume = audio.createGain();
  source.frequency.value = hertz;
  source.type = 'triangle';
  volume.gain.setValueAtTime(0.0001, startsAt);
  volume.gain.exponentialRampToValueAtTime(0.6, startsAt + 0.03);
  volume.gain.exponentialRampToValueAtTime(0.0001, startsAt + 0.25);
  source.connect(volume).connect(audio.destination);
  source.start(startsAt);
  source.stop(startsAt + 0.26);
}
