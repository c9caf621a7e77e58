/** What an ablation says of claims that several share: the length in the listing, and why. */
export interface Details {
  readonly listed?: number;
  readonly note?: string;
}
