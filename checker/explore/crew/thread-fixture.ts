/** A thread for `crew.test.ts`. */
import { buildTask, type CrewTask } from './task-fixture.ts';
import { serve } from './threads-fixture.ts';

serve<CrewTask>(buildTask);
