/** A thread of `symmetry-threads.test.ts`. */
import { serve } from './crew/threads-fixture.ts';
import { buildTask } from './symmetry-task-fixture.ts';

serve(buildTask);
