package discordtest

// Actions of AutoMod (Auto Moderation Action, Action Types).
const (
	BlockMessage = 1
	SendAlert    = 2
	Timeout      = 3
)

// Caught is a message that a rule of AutoMod has caught.
type Caught struct {
	Rule    string // its identifier
	Trigger int    // 1 words, 3 spam, 4 a list of Discord's, 5 mentions, 6 a profile
	User    string
	Channel string // empty for a profile
	Message string // empty when it was blocked
	Content string
	Matched string // the part of Content that is meant; empty for none
	Keyword string // of the rule
	Actions []int
}

// AutoMod tells of a message that was caught, once for each action (Auto Moderation
// Action Execution): only a bot that may manage the server and asked for the intent
// is told, and the words are empty without the one for message content.
func (s *Server) AutoMod(c Caught) {
	const managesServer, execution, content = 1 << 5, 1 << 21, 1 << 15
	intents := 0
	if all := s.Identified(); len(all) > 0 {
		intents = all[len(all)-1].Intents
	}
	s.mu.Lock()
	manages := (s.everyone|s.own)&managesServer != 0
	s.mu.Unlock()
	if !manages || intents&execution == 0 {
		return
	}
	if intents&content == 0 {
		c.Content, c.Matched = "", ""
	}
	for _, action := range c.Actions {
		event := map[string]any{
			"guild_id": Guild, "rule_id": c.Rule, "rule_trigger_type": c.Trigger, "user_id": c.User, "content": c.Content,
			"action": map[string]any{"type": action, "metadata": map[string]any{}}, "matched_keyword": orNull(c.Keyword), "matched_content": orNull(c.Matched),
			"a_field_of_next_year": true,
		}
		if c.Channel != "" {
			event["channel_id"] = c.Channel
		}
		if c.Message != "" {
			event["message_id"] = c.Message
		}
		if action == SendAlert {
			s.mu.Lock()
			event["alert_system_message_id"] = s.id()
			s.mu.Unlock()
		}
		s.Dispatch("AUTO_MODERATION_ACTION_EXECUTION", event)
	}
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
