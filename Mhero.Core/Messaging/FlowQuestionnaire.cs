namespace Mhero.Core.Messaging;

/// <summary>Where the Questionnaire of a flow comes from.</summary>
public enum FlowQuestionnaire
{
    /// <summary>The flow has none: the next reading of the flows makes one.</summary>
    Missing,

    /// <summary>mHero made it of the flow: its answers have types, and neither codes nor units, and nothing is extracted.</summary>
    Generated,

    /// <summary>An implementer wrote it.</summary>
    Own,
}
