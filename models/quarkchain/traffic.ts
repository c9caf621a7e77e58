/**
 * Who sends what to whom: the transactions of an instance, and the legs of each. A leg is one
 * deposit, emitted by a block of one shard and processed by a block of a neighbour.
 *
 *   withdraw      at the source: the sender pays the value and the gas, all of it at once
 *   forward       at a shard on the way, if source and target are no neighbours
 *   execute       at the target: the receiver gets the value, or the sender keeps it there if the
 *                 call fails; gas that was not used goes to the sender's address at the target
 *   refund        at the source, where the anatomy has three steps: that gas comes home instead
 */
import type { TreeSize } from '../substrate/chains.ts';
import { neighboursOf, routeOf } from './neighbours.ts';
import { gas, type Parameters } from './parameters.ts';

/** What a user signs. Value in coins; a price of 1 is one coin for a thousand gas. */
interface Transfer {
  readonly from: number;
  readonly to: number;
  readonly sender: string;
  readonly receiver: string;
  readonly value: number;
  readonly price: number;
  /** Gas sent along for the call at the target, and what of it the call uses. */
  readonly gasAlong: number;
  readonly gasUsed: number;
  readonly fails: boolean;
}

export interface Leg {
  readonly kind: 'forward' | 'execute' | 'refund';
  readonly from: number;
  readonly to: number;
  /** Coins in flight while the deposit is. */
  readonly carries: number;
  /** Gas that processing it takes, and what the limit of the block is told it takes. */
  readonly gas: number;
  readonly metered: number;
  /** Coins for the miner that processes it. */
  readonly fee: number;
  readonly credits: readonly Credit[];
}
interface Credit {
  readonly owner: string;
  readonly amount: number;
}

export interface Transaction extends Transfer {
  readonly id: number;
  readonly legs: readonly Leg[];
  /** Coins that the withdraw takes from the sender, and what of them its miner gets. */
  readonly debit: number;
  readonly sourceFee: number;
  /** Gas of the withdraw, with the deposits that it pays for. */
  readonly gas: number;
  /** The source refuses what the target could never run: more gas than its limit for deposits. */
  readonly isTooHeavy: boolean;
}

/** An instance, worked out from its parameters. */
export interface Network {
  readonly p: Parameters;
  readonly rootSize: TreeSize;
  readonly shardSize: TreeSize;
  readonly shards: readonly number[];
  readonly neighbours: readonly (readonly number[])[];
  readonly transactions: readonly Transaction[];
  readonly owners: readonly string[];
}

// A network depends on the parameters alone; working it out anew for every rule would dominate.
const networks = new WeakMap<Parameters, Network>();

export function networkOf(p: Parameters): Network {
  const known = networks.get(p);
  if (known !== undefined) return known;
  const shards = Array.from({ length: p.shards }, (_, shard) => shard);
  const transactions = transfersOf(p)
    .filter(({ from, to }) => from < p.shards && to < p.shards)
    .map((transfer, id) => buildTransaction(p, transfer, id));
  const network: Network = {
    p,
    rootSize: { heights: p.rootHeights, ranks: p.rootRanks },
    shardSize: { heights: p.shardHeights, ranks: p.shardRanks },
    shards,
    neighbours: shards.map((shard) => neighboursOf(p.neighbourhood, p.shards, shard)),
    transactions,
    owners: [...new Set(transactions.flatMap(({ sender, receiver }) => [sender, receiver]))],
  };
  networks.set(p, network);
  return network;
}

export function transactionOf({ transactions }: Network, tx: number): Transaction {
  return transactions[tx] as Transaction; // States name transactions by their index alone.
}

/** Twice what they send, so that only the rules keep a sender from paying twice. */
export function genesisBalance(network: Network, shard: number, owner: string): number {
  return network.transactions
    .filter(({ from, sender }) => from === shard && sender === owner)
    .reduce((sum, { debit }) => sum + 2 * debit, 0);
}

function transfersOf(p: Parameters): readonly Transfer[] {
  const call: Transfer = {
    from: 0,
    to: 1,
    sender: 'alice',
    receiver: 'bob',
    value: 5,
    price: 1,
    gasAlong: 4,
    gasUsed: 1,
    fails: false,
  };
  const plain = { ...call, gasAlong: 0, gasUsed: 0 };
  switch (p.traffic) {
    case 'one':
      return [call];
    case 'opposite':
      return [plain, { ...plain, from: 1, to: 0, sender: 'bob', receiver: 'alice' }];
    case 'failing':
      return [{ ...call, fails: true }];
    case 'heavy':
      return [{ ...call, gasAlong: p.blockLimit, gasUsed: p.blockLimit }, plain];
    case 'flood':
      return ['alice', 'carol', 'dave'].map((sender) => ({ ...plain, sender, price: 0 }));
    case 'converging':
      return [
        { ...plain, sender: 'alice' },
        { ...plain, sender: 'carol' },
        { ...plain, sender: 'dave', from: 2 },
      ];
    case 'far':
      return [{ ...plain, to: 2 }];
  }
}

function buildTransaction(p: Parameters, transfer: Transfer, id: number): Transaction {
  const { price, value, gasAlong } = transfer;
  const legs = legsOf(p, transfer);
  const hops = legs.findIndex(({ kind }) => kind === 'execute') + 1;
  const startGas = gas.intrinsic + gas.deposit * hops;
  return {
    ...transfer,
    id,
    legs,
    debit: value + price * (startGas + gasAlong),
    sourceFee: price * (p.sourceFee === 'whole' ? startGas : gas.intrinsic),
    gas: startGas,
    isTooHeavy: gas.deposit + gasAlong > p.xshardLimit,
  };
}

function legsOf(p: Parameters, transfer: Transfer): readonly Leg[] {
  const route = routeOf(p.neighbourhood, p.shards, transfer.from, transfer.to);
  const there = route.slice(1).map((to, hop): Leg => {
    const isLast = hop === route.length - 2;
    return outwardLeg(p, transfer, {
      from: route[hop] as number, // `hop` + 1 is in range, so `hop` is.
      to,
      hopsLeft: route.length - 1 - hop,
      isLast,
    });
  });
  const returned = returnedCoins(p, transfer);
  if (returned === 0) return there;
  const home = route.toReversed();
  const back = home.slice(1).map((to, hop): Leg => {
    const isLast = hop === home.length - 2;
    return {
      kind: isLast ? 'refund' : 'forward',
      from: home[hop] as number,
      to,
      carries: returned,
      gas: gas.deposit,
      metered: gas.deposit,
      fee: 0,
      credits: isLast ? [{ owner: transfer.sender, amount: returned }] : [],
    };
  });
  return [...there, ...back];
}

interface Hop {
  readonly from: number;
  readonly to: number;
  readonly hopsLeft: number;
  readonly isLast: boolean;
}

function outwardLeg(p: Parameters, transfer: Transfer, hop: Hop): Leg {
  const { value, price, gasAlong, gasUsed, sender, receiver, fails } = transfer;
  const used = gas.deposit + (hop.isLast ? gasUsed : 0);
  const credits: Credit[] = [];
  if (hop.isLast) {
    credits.push({ owner: fails ? sender : receiver, amount: value });
    if (p.refund === 'at-target' && gasAlong > gasUsed) {
      credits.push({ owner: sender, amount: price * (gasAlong - gasUsed) });
    }
  } else if (p.forwarding === 'copies') {
    credits.push({ owner: receiver, amount: value });
  }
  return {
    kind: hop.isLast ? 'execute' : 'forward',
    from: hop.from,
    to: hop.to,
    carries: value + price * (gas.deposit * hop.hopsLeft + gasAlong),
    gas: used,
    metered: p.zeroPriceGas === 'free' && price === 0 ? 0 : used,
    fee: price * used,
    credits,
  };
}

/** What a deposit in the other direction brings home, if the anatomy or an ablation has one. */
function returnedCoins(p: Parameters, transfer: Transfer): number {
  const { price, gasAlong, gasUsed, fails, value } = transfer;
  const unused = p.refund === 'at-source' ? price * (gasAlong - gasUsed) : 0;
  return unused + (p.failure === 'also-returned' && fails ? value : 0);
}
