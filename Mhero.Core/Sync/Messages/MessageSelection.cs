namespace Mhero.Core.Sync.Messages;

/// <summary>Which of RapidPro's messages become Communications.</summary>
public enum MessageSelection
{
    /// <summary>What health workers wrote of their own accord: messages that no flow took.</summary>
    Inbox,

    /// <summary>Those, and what flows asked and were answered, and what was broadcast.</summary>
    All,
}
