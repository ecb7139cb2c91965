// Package chat is the neutral vocabulary of a chat: messages, buttons and
// forms that every adapter renders in its own best way (blocks, embed, HTML).
//
// Rules: nothing here knows a platform or a meeting; a message is data, built
// for one reader or for one channel, already in the reader's words; times stay
// instants, so that each platform shows them in the reader's own zone; names
// of persons stay strings, because a mention is the adapter's business.
//
//	chat.Message{Blocks: []chat.Block{
//		chat.Heading{Text: "Item 3 of 6"},
//		chat.Paragraph{Text: chat.Line("until ", chat.Time{At: until})},
//	}, Buttons: []chat.Button{{Label: "I am done", Call: done}}}
package chat
