import { type AlertPlace, nameEn, type Sentence, where } from '../../domain/words.ts';
import { joinRooms } from '../night/room-names.ts';

/** More places than this nobody reads in a message. */
const MOST = 6;

interface Floor {
  words: Sentence;
  rooms: Sentence[];
}

/**
 * Places in the order given, rooms of one floor together.
 *
 * @param most further places are only counted
 * @example `教学楼B 三楼 301–303/306、行政楼`
 */
export function placeList(places: readonly AlertPlace[], most = MOST): Sentence {
  const floors = new Map<string, Floor>();
  for (const place of places.slice(0, most)) {
    const words = whole(place);
    const floor = floors.get(words.zh) ?? { words, rooms: [] };
    floors.set(words.zh, floor);
    const { space } = place;
    if (space && space.function !== 'floor' && !floor.rooms.some(({ zh }) => zh === space.name)) {
      floor.rooms.push({ zh: space.name, en: nameEn(space) });
    }
  }
  const inOneBreath = (language: keyof Sentence) =>
    [...floors.values()].map(({ words, rooms }) =>
      [words[language], joinRooms(rooms.map((room) => room[language]))].filter(Boolean).join(' '),
    );
  const more = places.length - most;
  return {
    zh: `${inOneBreath('zh').join('、')}${more > 0 ? ` 等 ${places.length} 处` : ''}`,
    en: `${inOneBreath('en').join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  };
}

/** The floor, or the building where the place is no room. */
function whole(place: AlertPlace): Sentence {
  const { zh, en } = where(place.space ? { ...place, space: { ...place.space, function: 'floor' } } : place);
  return { zh: zh.trim(), en };
}
