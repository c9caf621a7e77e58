/** What a thread of the pool can be asked to do. */
export { exploreTask, judgeTask } from './task.ts';
