// Package formal is the formal mode of a meeting: in the voice channels that are
// linked to it, only who holds the chair and the person who has the floor can be
// heard, where the Chair wishes it so.
//
// Rules:
//
//   - The Chair alone turns it on and off; everybody in the channels is told.
//     The close of the meeting turns it off.
//   - Who may be heard follows the floor: whoever is called is heard, and the one
//     before is set back. The record of the turn is what counts: a platform that
//     cannot do it changes nothing about who has the floor.
//   - This package says who may be heard. How a platform does that, and whom else
//     it leaves as they are, is the platform's matter.
//
// An example:
//
//	on, heard := formal.Voices(v) // true, [chair, speaker]
package formal
