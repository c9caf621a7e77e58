/** The open variable that most conflicts have met lately: a binary heap with places. */

export interface Heap {
  readonly pop: () => number | null;
  /** Puts a variable in, or up, after its activity has grown. */
  readonly raise: (variable: number) => void;
  /** No variable before this one is open. */
  cursor: number;
}

export function heapOf(activity: Float64Array): Heap {
  const items: number[] = [];
  const places = new Int32Array(activity.length).fill(-1);
  const weigh = (place: number): number => activity[items[place] ?? 0] ?? 0;
  const put = (place: number, variable: number): void => {
    items[place] = variable;
    places[variable] = place;
  };
  const up = (from: number): void => {
    const variable = items[from] ?? 0;
    let place = from;
    while (place > 0 && weigh((place - 1) >> 1) < (activity[variable] ?? 0)) {
      put(place, items[(place - 1) >> 1] ?? 0);
      place = (place - 1) >> 1;
    }
    put(place, variable);
  };
  const down = (): void => {
    const variable = items[0] ?? 0;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && weigh(child + 1) > weigh(child)) child++;
      if (weigh(child) <= (activity[variable] ?? 0)) break;
      put(place, items[child] ?? 0);
      place = child;
    }
    put(place, variable);
  };
  return {
    cursor: 0,
    raise: (variable) => {
      if ((places[variable] ?? -1) < 0) put(items.length, variable);
      up(places[variable] ?? 0);
    },
    pop: () => {
      const top = items[0];
      const last = items.pop();
      if (top === undefined || last === undefined) return null;
      places[top] = -1;
      if (top !== last) {
        put(0, last);
        down();
      }
      return top;
    },
  };
}
