/*
 * The ledger of bench/specs/ledger.ts in Promela, one process, so that states and transitions are
 * the same: three shards of three accounts, three transfers, transfer t from shard t to the next.
 *
 * Build   spin -DREORGS=2 -a ledger.pml && cc -O3 -DSAFETY -DNOREDUCE -o pan pan.c
 * Run     ./pan -m100000 -w23      (counts as stored and matched; one atomic step an action)
 */
#ifndef DEPTH
#define DEPTH 2
#endif
#ifndef REORGS
#define REORGS 1
#endif
#ifndef COPIES
#define COPIES 2
#endif

/* A height above the final blocks; 0 is final. */
#define NOWHERE 7

/* Accounts 1 and 2 of each shard take no part, but stand in the state as they do in the other model. */
byte balance[9] = 1;
byte tip[3];
byte reorgs[3];
bit pending[3];
byte debit[3] = NOWHERE;
byte delivered[3];
byte inbox[3];
byte credit[3] = NOWHERE;

#define next(t)     ((t + 1) % 3)
#define last(s)     ((s + 2) % 3)
#define account(s)  balance[3 * (s)]
#define isOpen(h)   (h > 0 && h != NOWHERE)

/* Shard t is the source of transfer t and the destination of the one before. */
#define step(t) \
  :: d_step { !pending[t] && debit[t] == NOWHERE -> pending[t] = 1 } \
  :: d_step { tip[t] < DEPTH -> tip[t]++ } \
  :: d_step { pending[t] && tip[t] > 0 && account(t) > 0 -> \
       pending[t] = 0; debit[t] = tip[t]; account(t)-- } \
  :: d_step { debit[t] != NOWHERE && delivered[t] < COPIES -> delivered[t]++; inbox[t]++ } \
  :: d_step { inbox[t] > 0 && tip[next(t)] > 0 && debit[t] == 0 && credit[t] == NOWHERE -> \
       inbox[t]--; credit[t] = tip[next(t)]; account(next(t))++ } \
  :: d_step { inbox[t] > 0 && credit[t] == 0 -> inbox[t]-- } \
  :: d_step { tip[t] > 0 -> \
       tip[t]--; \
       if :: isOpen(debit[t]) -> debit[t]-- :: else fi; \
       if :: isOpen(credit[last(t)]) -> credit[last(t)]-- :: else fi } \
  :: d_step { tip[t] > 0 && reorgs[t] < REORGS -> \
       if :: debit[t] == tip[t] -> debit[t] = NOWHERE; pending[t] = 1; account(t)++ :: else fi; \
       if :: credit[last(t)] == tip[t] -> \
            credit[last(t)] = NOWHERE; inbox[last(t)]++; account(t)-- :: else fi; \
       tip[t]--; reorgs[t]++ }

active proctype system() {
end:
  do
  step(0)
  step(1)
  step(2)
  od
}
