/** The shards of an instance, and what the adversary has left. */
import { saltsOf, setupOf, type Values } from './instance.ts';
import type { Shards } from './shards.ts';

export interface State extends Shards {
  salts: number[];
  attacks: number;
  lies: number;
  grinds: number;
}
export function init(p: Values): State {
  return {
    chains: setupOf(p).load.shards.map(() => []),
    salts: [...saltsOf(p)],
    attacks: p.attacks,
    lies: p.lies,
    grinds: p.grinds,
  };
}
