// Servers answer a search again from what they found for the same one a moment ago, unless they are asked not to.
import { core } from './schema.mjs';

export class SearchCache {
  #found = new Map();
  #lifetime;

  constructor({ searchCacheSeconds }) {
    this.#lifetime = searchCacheSeconds * 1000;
  }

  /** The answer to a search: the one remembered for the key, or what `find` gives. */
  async get(key, isFresh, find) {
    if (this.#lifetime === 0) {
      return find();
    }
    const now = Date.now();
    const before = this.#found.get(key);
    if (!isFresh && before && now - before.at < this.#lifetime) {
      return core.deepClone(before.answer);
    }
    const answer = await find();
    this.#found.set(key, { at: now, answer: core.deepClone(answer) });
    return answer;
  }
}
