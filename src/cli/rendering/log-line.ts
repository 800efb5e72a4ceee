/** Whether a person wants to see a line of the function's log. The proof function writes its timings as JSON, for programs. */
export function isForPeople(line: string): boolean {
  return !/\{"valkeyLab":.*\}\s*$/.test(line);
}
