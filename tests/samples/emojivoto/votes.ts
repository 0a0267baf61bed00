import { tagsOf, type Tag } from '../model';

/** An emoji that the robot can vote for. */
export interface Choice {
  shortcode: string;
  unicode: string;
  /** The method of VotingService. */
  method: string;
}

/** The choices, without the doughnut. */
export const choices: readonly [Choice, ...Choice[]] = [
  { shortcode: ':joy:', unicode: '😂', method: 'VoteJoy' },
  { shortcode: ':sunglasses:', unicode: '😎', method: 'VoteSunglasses' },
  { shortcode: ':relaxed:', unicode: '☺️', method: 'VoteRelaxed' },
  { shortcode: ':rocket:', unicode: '🚀', method: 'VoteRocket' },
  { shortcode: ':100:', unicode: '💯', method: 'Vote100' },
  { shortcode: ':pizza:', unicode: '🍕', method: 'VotePizza' },
  { shortcode: ':ghost:', unicode: '👻', method: 'VoteGhost' },
  { shortcode: ':poop:', unicode: '💩', method: 'VotePoop' },
];

/** The vote that always fails. */
export const doughnut: Choice = { shortcode: ':doughnut:', unicode: '🍩', method: 'VoteDoughnut' };

/** What VotingService says to every vote for the doughnut. */
export const failure = 'ERROR: no vote for the doughnut can be counted';

/** The tags of an exception event, by OpenTelemetry's conventions: https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/ */
export function exception(): Tag[] {
  return tagsOf({
    'exception.escaped': false,
    'exception.message': failure,
    'exception.stacktrace': 'voting.(*PollServiceServer).VoteDoughnut\n\tvoting/api.go:52',
    'exception.type': '*errors.errorString',
  });
}
