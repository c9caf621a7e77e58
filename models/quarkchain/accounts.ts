/** What a shard shows: the fold of the blocks on its chain. */
import { bodyAt, legOf } from './deposits.ts';
import { shownChain, type View } from './forks.ts';
import type { Deposit } from './state.ts';
import { genesisBalance, type Network, transactionOf } from './traffic.ts';

export interface Shown {
  readonly shard: number;
  /** Slots of its blocks, in order, genesis left out. */
  readonly chain: readonly number[];
  readonly balances: ReadonlyMap<string, number>;
  readonly fees: number;
  /** Transactions withdrawn, in order; one that is withdrawn twice is there twice. */
  readonly withdrawn: readonly number[];
  /** Deposits processed, in order, each with the block that processed it. */
  readonly processed: readonly Processed[];
}
interface Processed {
  readonly deposit: Readonly<Deposit>;
  readonly by: number;
}

export function shownBy(network: Network, state: View, shard: number): Shown {
  const chain = shownChain(state, shard);
  const balances = new Map<string, number>();
  for (const owner of network.owners) balances.set(owner, genesisBalance(network, shard, owner));
  const add = (owner: string, amount: number): void => {
    balances.set(owner, (balances.get(owner) ?? 0) + amount);
  };
  let fees = 0;
  const withdrawn: number[] = [];
  const processed: Processed[] = [];
  for (const slot of chain) {
    const { withdraws, executes } = bodyAt(state, shard, slot);
    for (const tx of withdraws) {
      const { sender, debit, sourceFee } = transactionOf(network, tx);
      add(sender, -debit);
      fees += sourceFee;
      withdrawn.push(tx);
    }
    for (const deposit of executes) {
      const { credits, fee } = legOf(network, deposit);
      for (const { owner, amount } of credits) add(owner, amount);
      fees += fee;
      processed.push({ deposit, by: slot });
    }
  }
  return { shard, chain, balances, fees, withdrawn, processed };
}
