import type { ExportedLab } from '../lab.js';
import { renderReadme as render } from '../readme.js';

/** Renders the README of the configuration. */
export function renderReadme(lab: ExportedLab): string {
  const option = lab.config.lab ? ` --lab ${lab.config.lab}` : '';
  return render(lab, {
    title: 'The lab as a configuration of Terraform',
    needs: 'You need Terraform 1.3 or later, with credentials of AWS.',
    files: [['main.tf', 'the resources, each with its reason']],
    deploy: ['terraform init', 'terraform apply'],
    remove: [
      '# Deletes the network interfaces of the function, too, before the role goes.',
      `valkey-lab down${option} --region ${lab.homeRegion}`,
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
