/** A running hash (FNV-1a) over the event log, by which a replay is held against what happened. */
export class EventHash {
  #count = 0;
  #hash = 0x811c9dc5;

  add(timeMs: number, text: string): void {
    this.#count += 1;
    this.#mix(timeMs % 2 ** 32);
    this.#mix(Math.floor(timeMs / 2 ** 32));
    for (let index = 0; index < text.length; index += 1) this.#mix(text.charCodeAt(index));
  }

  get value(): readonly [count: number, hash: number] {
    return [this.#count, this.#hash];
  }

  #mix(value: number): void {
    this.#hash = Math.imul(this.#hash ^ value, 0x01000193) >>> 0;
  }
}
