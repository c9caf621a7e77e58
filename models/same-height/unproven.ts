/** Ablations of sections 3 and 8 under which a node believes what nobody has proven to it. */

/** `lie` answers otherwise than other shards would; `execute` is the same with honest answers. */
const rule = (name: string): readonly string[] => [`lie: ${name}`, `execute: ${name}`];

export const withoutProofs = (section: string) =>
  ({
    'values-without-proof': {
      id: `${section}-W1`,
      removes: 'values of other shards are believed on a proof only',
      without: rule('each value is proven under the root of the height before'),
    },
    'presence-without-proof': {
      id: `${section}-W2`,
      removes: 'that another shard includes a transaction is believed on a proof only',
      without: [
        ...rule('each transaction is proven to stand in its block'),
        ...rule('no transaction is left out'),
      ],
    },
    'lists-cut-short': {
      id: `${section}-W3`,
      removes: 'that another shard does not include a transaction is believed on a proof only',
      without: rule('no transaction is left out'),
    },
  }) as const;
