namespace Mhero.Core.RapidPro.Flows;

/// <summary>The translation of an action, category or case in one language. Empty lists are not translated.</summary>
public sealed record FlowTranslation
{
    /// <summary>An action's text: one entry.</summary>
    [JsonConverter(typeof(LooseTextsConverter))]
    public IReadOnlyList<string> Text { get; init => field = value ?? []; } = [];

    /// <summary>A category's name: one entry.</summary>
    [JsonConverter(typeof(LooseTextsConverter))]
    public IReadOnlyList<string> Name { get; init => field = value ?? []; } = [];

    /// <summary>An action's quick replies, in the order of the base language.</summary>
    [JsonConverter(typeof(LooseTextsConverter))]
    public IReadOnlyList<string> QuickReplies { get; init => field = value ?? []; } = [];

    /// <summary>A case's arguments.</summary>
    [JsonConverter(typeof(LooseTextsConverter))]
    public IReadOnlyList<string> Arguments { get; init => field = value ?? []; } = [];
}
