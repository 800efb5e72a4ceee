/** A key that the emulator knows, and who uses it. */
export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** Milliseconds since the epoch, on the emulator's clock; undefined: never. */
  readonly expiresAtMs?: number | undefined;
  readonly principal: Principal;
}

export type Principal =
  /** The keys of `local env`: may do everything. */
  | { readonly kind: 'administrator' }
  /** A session of a role; `functionArn` when Lambda made it for a function. */
  | {
      readonly kind: 'role';
      readonly roleName: string;
      readonly roleId: string;
      readonly sessionName: string;
      readonly functionArn?: string | undefined;
    };

/** Who calls, as AWS shows it in errors and in GetCallerIdentity. */
export function toCallerArn(principal: Principal, accountId: string): string {
  if (principal.kind === 'administrator') return `arn:aws:iam::${accountId}:user/valkey-lab`;
  return `arn:aws:sts::${accountId}:assumed-role/${principal.roleName}/${principal.sessionName}`;
}
