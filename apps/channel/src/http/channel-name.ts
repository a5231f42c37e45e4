/** What channels are called, as the API has it; nothing else is looked up, since the database could not even hold some of it. */
export const channelName = /^[a-z0-9][a-z0-9_-]{0,63}$/;
