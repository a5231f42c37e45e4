export { detect, detectorVersion, type Detection, type DetectOptions } from './detect.js';
export { detectExplicitRequest, type ExplicitRequest } from './explicit-request.js';
export { compileKeywords, type KeywordMatcher } from './keywords.js';
export { signalsSatisfaction } from './satisfaction.js';
export { answerOf, type Answer } from './yes-no.js';
