/*
 * TwoPhase.tla in Promela, one process, so that states and transitions are TLC's.
 * Gray and Lamport, "Consensus on Transaction Commit", TODS 31(1), 2006.
 *
 * Build   spin -DN=8 -a two-phase.pml && cc -O3 -DSAFETY -DNOREDUCE -o pan pan.c
 * Run     ./pan -m100000 -w24      (counts as stored and matched; one atomic step an action)
 */
#ifndef N
#define N 3
#endif

#define WORKING   0
#define PREPARED  1
#define COMMITTED 2
#define ABORTED   3

/* Two bits for each resource manager, one bit for each Prepared message sent and noted; N is 9 at most. */
unsigned rm : 18;
unsigned sent : 9;
unsigned noted : 9;
unsigned tm : 2 = WORKING;
bit commitSent, abortSent;

#define state(i)     ((rm >> (2 * i)) & 3)
#define become(i, s) rm = (rm & ~(3 << (2 * i))) | (s << (2 * i))

#define manager(i) \
  :: d_step { state(i) == WORKING -> become(i, PREPARED); sent = sent | (1 << i) } \
  :: d_step { state(i) == WORKING -> become(i, ABORTED) } \
  :: d_step { tm == WORKING && (sent >> i) & 1 -> noted = noted | (1 << i) } \
  :: d_step { commitSent -> become(i, COMMITTED) } \
  :: d_step { abortSent -> become(i, ABORTED) }

active proctype system() {
end:
  do
  :: d_step { tm == WORKING && noted == (1 << N) - 1 -> tm = COMMITTED; commitSent = 1 }
  :: d_step { tm == WORKING -> tm = ABORTED; abortSent = 1 }
  manager(0)
#if N > 1
  manager(1)
#endif
#if N > 2
  manager(2)
#endif
#if N > 3
  manager(3)
#endif
#if N > 4
  manager(4)
#endif
#if N > 5
  manager(5)
#endif
#if N > 6
  manager(6)
#endif
#if N > 7
  manager(7)
#endif
#if N > 8
  manager(8)
#endif
  od
}
