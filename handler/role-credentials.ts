import type { IamCredentials } from '../src/iam-auth/credentials.js';

/** Reads the role's temporary credentials from the environment, where Lambda puts them. */
export async function readRoleCredentials(): Promise<IamCredentials> {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = process.env;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    sessionToken: AWS_SESSION_TOKEN,
  };
}
