/**
 * The ledger: the vocabulary that all protocols share, as a record of aspects.
 *
 * A protocol supplies the aspects that it can honestly derive from its state; a property names the
 * one aspect that it reads. Everything here is derived, never stored: value in flight, for one, is
 * what canonical source chains sent and canonical destination chains have not taken. A counter
 * kept by the reducer would make a reorganisation bug cancel out of the check.
 *
 * Amounts are whole units of one asset; transactions are numbered from 0 in the order in which the
 * instance lists them; places are shards, chains or roles by the name a reader knows.
 */

/** SUPPLY, NODS. One entry an asset. */
export interface AssetSupply {
  readonly asset: string;
  /** Units that existed in the initial state. */
  readonly genesis: number;
  /** Every balance that a canonical chain shows, spendable or staged. */
  readonly holdings: readonly Holding[];
  /** Units locked for a transaction and no longer in any holding. */
  readonly escrowed: number;
  /** Units debited on a canonical source and not yet taken on a canonical destination. */
  readonly inFlight: number;
  readonly fees: number;
  readonly burned: number;
  /** Units that a rule of the protocol created, such as block rewards. */
  readonly minted: number;
  /** How often each unit of value that can be used once (coin, nonce) was used in this view. */
  readonly spends: readonly Spend[];
}
export interface Holding {
  readonly place: string;
  readonly owner: string;
  readonly amount: number;
}
export interface Spend {
  readonly unit: string;
  readonly times: number;
}

/** ATOM-strong, ATOM-event, SETTLE, DLF. One entry a transaction that has been submitted. */
export interface TransactionView {
  readonly id: number;
  readonly parts: readonly Part[];
  /** `compensated`: part of it took effect and the protocol's declared compensation did too. */
  readonly outcome: 'open' | 'committed' | 'aborted' | 'compensated';
  /** A message, a timer or a queue entry of it is still on its way somewhere. */
  readonly pending: boolean;
}
/** One transaction's effect at one place. */
export interface Part {
  readonly place: string;
  /**
   * absent: no effect, and there may still be one. applied: in effect, and may still be undone.
   * final: in effect for good. undone: no effect, and never again.
   */
  readonly state: 'absent' | 'applied' | 'final' | 'undone';
}

/** XONCE, HB. One entry a cross-shard message that some canonical chain has emitted or consumed. */
export interface MessageView {
  readonly id: string;
  /** Emitted by a block of the source that is canonical now. */
  readonly emitted: boolean;
  /** Consumptions (credits, executions, refunds) on canonical chains, by place. */
  readonly consumed: readonly Consumption[];
}
export interface Consumption {
  readonly place: string;
  readonly times: number;
  /** Whether its cause lies in the canonical past of the consumer, as the protocol defines past. */
  readonly causeInPast: boolean;
}

/**
 * SER and its kin. What each committed transaction read and wrote. Versions of a key are numbered
 * in the order in which the key's owner installed them; 0 is the initial version.
 */
export interface HistoryView {
  readonly transactions: readonly Committed[];
}
export interface Committed {
  readonly id: number;
  readonly reads: readonly Access[];
  readonly writes: readonly Access[];
  /** Ids that had finished before this one was submitted: real time, as far as it binds. */
  readonly after: readonly number[];
}
export interface Access {
  readonly key: string;
  readonly version: number;
}

/** FIN. One entry a chain; block names are unique within the chain. */
export interface ChainView {
  readonly chain: string;
  /** From the first block after genesis to the head. */
  readonly canonical: readonly string[];
  /** Blocks that the protocol has promised never to revert. */
  readonly final: readonly string[];
}

/** DET, ISO. Executors that should agree, and writers that should be alone. */
export interface ReplicasView {
  /** Equal `input` must come with equal `result`. */
  readonly executors: readonly Executor[];
  /** Per key and epoch: who wrote it in a way that does not commute. */
  readonly writers: readonly KeyWriters[];
}
export interface Executor {
  readonly name: string;
  readonly input: string;
  readonly result: string;
}
export interface KeyWriters {
  readonly key: string;
  readonly epoch: string;
  readonly writers: readonly string[];
}

/** LOAD, FAIR. */
export interface WorkView {
  readonly blocks: readonly BlockWork[];
  readonly queues: readonly QueueLength[];
  readonly waits: readonly Wait[];
}
export interface BlockWork {
  readonly block: string;
  /** In the protocol's own unit, such as gas. */
  readonly work: number;
  readonly limit: number;
}
export interface QueueLength {
  readonly queue: string;
  readonly length: number;
  readonly limit: number;
}
/** One item that waits or has been served. */
export interface Wait {
  readonly item: string;
  /** The most items of any single other source that were served since this one was enqueued. */
  readonly overtaken: number;
  /** The bypass that the protocol promises. */
  readonly limit: number;
}

export interface Aspects {
  readonly supply: readonly AssetSupply[];
  readonly transactions: readonly TransactionView[];
  readonly messages: readonly MessageView[];
  readonly history: HistoryView;
  readonly chains: readonly ChainView[];
  readonly replicas: ReplicasView;
  readonly work: WorkView;
}
export type AspectName = keyof Aspects;
