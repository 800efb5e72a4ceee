import type { LabContext } from '../plan/step.js';
import type { Finding } from './finding.js';

/** What a check says; its name is added by whoever runs it, unless it says more than one thing. */
export type Said = Omit<Finding, 'check' | 'remedy'> & {
  readonly check?: string;
  readonly remedy?: string | undefined;
};

/** What a check may use before it is known who we are. */
export interface MachineContext extends Omit<LabContext, 'identity'> {
  readonly isLocal: boolean;
  readonly isDefaultRegion: boolean;
}

/** What a check may use that asks AWS. */
export interface AwsContext extends LabContext, MachineContext {
  readonly identity: LabContext['identity'];
}

/** One look, at one thing; reads only. What it throws becomes its finding. */
export interface Check<Context> {
  readonly name: string;
  run(ctx: Context): Promise<Said | readonly Said[]>;
}
