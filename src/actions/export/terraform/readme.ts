import type { ExportedLab } from '../lab.js';
import { renderReadme as render, toLabOptions } from '../readme.js';

/** Renders the README of the configuration. */
export function renderReadme(lab: ExportedLab): string {
  return render(lab, {
    title: 'The lab as a configuration of Terraform',
    needs: 'You need Terraform 1.3 or later, with AWS credentials.',
    files: [['main.tf', 'the resources, each with its reason']],
    deploy: ['terraform init', 'terraform apply'],
    remove: [
      '# Also deletes the network interfaces of the function, which need the role.',
      `valkey-lab down${toLabOptions(lab)}`,
      '# Finds that nothing is left, and forgets the resources.',
      'terraform destroy',
    ],
    notes: [
      'Without `valkey-lab down`, `terraform destroy` deletes the role before Lambda has released the network interfaces of the function, and AWS may never release them.',
      'The state contains no secret: nothing here has a password.',
      'The resources have no tag `valkey-lab:created`, because a time would be a change in each plan; `valkey-lab down --all --older-than` keeps such a lab.',
      'Some zones of a region have no Lambda. If AWS refuses the subnets, export again with `VALKEY_LAB_SUBNET_IDS` and name others.',
    ],
  });
}
