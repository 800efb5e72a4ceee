/** A key that the emulator knows, and its owner. */
export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** Milliseconds since the epoch, on the emulator's clock. Undefined: never. */
  readonly expiresAtMs?: number | undefined;
  readonly principal: Principal;
}

export type Principal =
  /** The owner of the keys of `local env`, who may do everything. */
  | { readonly kind: 'administrator' }
  /** A session of a role. `functionArn` is set if Lambda created it for a function. */
  | {
      readonly kind: 'role';
      readonly roleName: string;
      readonly roleId: string;
      readonly sessionName: string;
      readonly functionArn?: string | undefined;
    };

/** Returns the caller's ARN, as AWS shows it in errors and in GetCallerIdentity. */
export function toCallerArn(principal: Principal, accountId: string): string {
  if (principal.kind === 'administrator') return `arn:aws:iam::${accountId}:user/valkey-lab`;
  return `arn:aws:sts::${accountId}:assumed-role/${principal.roleName}/${principal.sessionName}`;
}
