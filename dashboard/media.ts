import type { SiteSummary } from '../api/schemas/sites.ts';
import { MEDIA, type Medium } from '../domain/medium.ts';

/** Media of a site that are consumed, in the order in which they are shown; instruments (weather) are not. */
export function consumedMedia(meters: SiteSummary['meters']): Medium[] {
  return MEDIA.filter((medium) => medium !== 'weather' && (meters[medium] ?? 0) > 0);
}
