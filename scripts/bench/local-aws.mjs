/** Runs something with an AWS endpoint of its own. Loaded here: without a build the workspace says so first. */
export async function withLocalAws(options, run) {
  const { startLocalAws } = await import('../../dist/local.js');
  const aws = await startLocalAws(options);
  try {
    return await run(aws);
  } finally {
    await aws.close();
  }
}
