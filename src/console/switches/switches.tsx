import { Assumptions } from './assumptions.js';
import { ClockSwitch } from './clock-switch.js';
import { Faults } from './faults.js';
import { PaceSwitch } from './pace-switch.js';

/** Clock, pace, faults and assumptions: how the endpoint plays AWS. */
export function Switches() {
  return (
    <>
      <div class="pair">
        <ClockSwitch />
        <PaceSwitch />
      </div>
      <Faults />
      <Assumptions />
    </>
  );
}
