import type { StepNumber } from '../../learn/numbers.js';
import { toStep } from '../../learn/steps/index.js';
import type { ExportedLab } from '../lab.js';

/** A chapter of a script: a step of the tutorial, and its reason. */
interface Chapter {
  readonly title: string;
  readonly why: string;
}

/** The steps that are different in a public lab, which has no VPC. */
const PUBLIC: Partial<Record<StepNumber, Chapter>> = {
  '2.2': {
    title: 'Let the function write its log',
    why: 'The tutorial attaches a policy with the permissions for a VPC instead.',
  },
  '4.1': {
    title: 'Delete the function',
    why: 'The function comes first, because it uses everything else.',
  },
  '4.3': {
    title: 'Delete the role, the policy and the log group',
    why: 'The function has no network interfaces, so nothing needs the role any more. The tutorial forgets the log group.',
  },
};

/** Returns the title and the reason of a step, as `learn` shows them. */
export function toChapter({ config }: ExportedLab, number: StepNumber): Chapter {
  const { title, why } = (config.topology === 'public' && PUBLIC[number]) || toStep(number);
  return { title: `${number} ${title}`, why };
}
